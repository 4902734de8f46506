import * as tf from '@tensorflow/tfjs';
import { type Comparison, type ContrastOptions, compare } from './comparison.js';
import { anchorCount, type ContrastSet } from './contrast-set.js';
import { type Negatives, planNegatives } from './negatives.js';
import { type Positives, pullPositives } from './pull-positives.js';
import { selectNegatives } from './select-negatives.js';
import { streamNegatives } from './stream-negatives.js';

export interface Contrast {
  /** The mean of L_a over anchors with a positive and a negative; exactly 0, yet connected, where there is none. */
  readonly loss: tf.Scalar;
  /** Per entry of `ContrastSet.ranges`: examples that each of its anchors met. */
  readonly positives: readonly number[];
  readonly negatives: readonly number[];
}

/**
 * The loss of `definition.ts` with the examples that a sampler picks and the gradient in closed form, without ever
 * holding every (anchor, row) pair.
 *
 * Bank rows are constants; anchors get gradient from both sides of their mutual pairs.
 * @param anchors `[anchors, dimension]`, sorted by class as `set.ranges` says
 */
export function contrast(anchors: tf.Tensor2D, set: ContrastSet, options: ContrastOptions): Contrast {
  let counts = { positives: set.ranges.map(() => 0), negatives: set.ranges.map(() => 0) };
  const evaluate = tf.customGrad((x, save) => {
    if (anchors.shape[0] === 0) return { value: tf.scalar(0), gradFunc: () => tf.zerosLike(x as tf.Tensor) };
    const comparison = compare(x as tf.Tensor2D, set, options);
    const plans = planNegatives(comparison);
    const negatives = plans.every(({ keep, available }) => keep === available)
      ? streamNegatives(comparison)
      : selectNegatives(comparison, plans);
    const positives = pullPositives(comparison, negatives.z);

    const weights = anchorWeights(set, positives.counts, negatives.counts);
    const slopes = tf.div<tf.Tensor2D>(weights, options.temperature);
    (save as tf.GradSaveFunc)([gradient(comparison, slopes, negatives, positives)]);
    counts = { positives: [...positives.counts], negatives: [...negatives.counts] };
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(saved[0]!, dy);
    return { value: tf.sum(tf.mul(weights, positives.losses)), gradFunc };
  });
  return { loss: evaluate(anchors) as tf.Scalar, ...counts };
}

/**
 * dL_a/ds_an = mean_p(q_ap) exp(s_an - z_a) and dL_a/ds_ap = -q_ap / |P_a|, carried over to a and, in pairs of anchors, to
 * n and p: `[anchors, dimension]`.
 * @param slopes the anchors' weights in the loss, over tau: `[anchors, 1]`
 */
function gradient(
  { anchors }: Comparison,
  slopes: tf.Tensor2D,
  negatives: Negatives,
  positives: Positives,
): tf.Tensor2D {
  const combine = (push: tf.Tensor2D, pull: tf.Tensor2D): tf.Tensor2D =>
    tf.mul(slopes, tf.sub(tf.mul(positives.meanSigmoid, push), pull));
  const asAnchors = combine(negatives.weightedRows, positives.weightedRows);
  if (!negatives.pairs || !positives.pairs) return asAnchors;
  return tf.add(asAnchors, tf.matMul(combine(negatives.pairs, positives.pairs), anchors, true, false));
}

/** 1 / valid for anchors that have a positive and a negative, 0 for the others: `[anchors, 1]`. */
function anchorWeights(set: ContrastSet, positives: readonly number[], negatives: readonly number[]): tf.Tensor2D {
  const weights = new Float32Array(anchorCount(set));
  let valid = 0;
  set.ranges.forEach(({ start, end }, i) => {
    if (positives[i]! > 0 && negatives[i]! > 0) {
      weights.fill(1, start, end);
      valid += end - start;
    }
  });
  return tf.tensor2d(
    weights.map((weight) => weight / Math.max(1, valid)),
    [weights.length, 1],
  );
}
