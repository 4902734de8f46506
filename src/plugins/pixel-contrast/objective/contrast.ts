import * as tf from '@tensorflow/tfjs';
import type { ExampleSampler } from '../../../core/interfaces/sampler.js';
import type { RandomStream } from '../../../core/random/random-stream.js';
import { planNegatives } from '../examples/plan.js';
import { anchorCount, type ContrastSet } from './contrast-set.js';
import type { Negatives } from './negatives.js';
import { type Positives, pullPositives } from './pull-positives.js';
import { selectNegatives } from './select-negatives.js';
import { streamNegatives } from './stream-negatives.js';

export interface ContrastOptions {
  /** tau, above 0 */
  readonly temperature: number;
  readonly examples: ExampleSampler;
  readonly random: RandomStream;
  /** Promises that no row is longer than 1, which saves the search for the largest score. */
  readonly unitLength?: boolean;
  /** Bytes that a block of scores and its copies may take; 64 MiB when absent. */
  readonly memoryBudget?: number;
}

export interface Contrast {
  /** The mean of L_a over anchors with a positive and a negative; exactly 0, yet connected, where there is none. */
  readonly loss: tf.Scalar;
  /** Per entry of `ContrastSet.ranges`: examples that each of its anchors met. */
  readonly positives: readonly number[];
  readonly negatives: readonly number[];
}

/** Below this, exp(score) and sums of a billion of them stay within float32 without subtracting a maximum. */
const LARGEST_PLAIN_SCORE = 40;

/**
 * The pixel-contrast loss (method, section 3):
 *
 *     z_a = log sum_n exp(s_an)      L_a = 1/|P_a| sum_p softplus(z_a - s_ap)      s_ax = a·x / tau
 *
 * Bank rows are constants; anchors get gradient from both sides of their mutual pairs.
 * @param anchors `[anchors, dimension]`, sorted by class as `set.ranges` says
 */
export function contrast(anchors: tf.Tensor2D, set: ContrastSet, options: ContrastOptions): Contrast {
  let positives: readonly number[] = [];
  let negatives: readonly number[] = [];
  const evaluate = tf.customGrad((x, save) => {
    const result = lossAndGradient(x as tf.Tensor2D, set, options);
    ({ positives, negatives } = result);
    (save as tf.GradSaveFunc)([result.gradient]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(saved[0]!, dy);
    return { value: result.loss, gradFunc };
  });
  return { loss: evaluate(anchors) as tf.Scalar, positives, negatives };
}

interface Evaluation {
  readonly loss: tf.Scalar;
  /** dL/da, `[anchors, dimension]` */
  readonly gradient: tf.Tensor2D;
  readonly positives: readonly number[];
  readonly negatives: readonly number[];
}

function lossAndGradient(anchors: tf.Tensor2D, set: ContrastSet, options: ContrastOptions): Evaluation {
  const none = set.ranges.map(() => 0);
  if (anchors.shape[0] === 0) {
    return { loss: tf.scalar(0), gradient: tf.zerosLike(anchors), positives: none, negatives: none };
  }
  const { temperature, examples, random, unitLength = false, memoryBudget = 64 * 2 ** 20 } = options;
  const queries = tf.div(anchors, temperature) as tf.Tensor2D;
  const bounded = unitLength && 1 / temperature <= LARGEST_PLAIN_SCORE;
  const plans = planNegatives(set, examples);
  const negatives = plans.every(({ keep, available }) => keep === available)
    ? streamNegatives(queries, anchors, set, bounded, memoryBudget)
    : selectNegatives(queries, anchors, set, plans, random, bounded, memoryBudget);
  const positives = pullPositives(queries, anchors, negatives.logSum, set, examples, random, memoryBudget);

  const weight = anchorWeights(set, positives.counts, negatives.counts);
  return {
    loss: tf.sum(tf.mul(weight, positives.loss)),
    gradient: gradient(anchors, tf.div(weight, temperature), negatives, positives),
    positives: positives.counts,
    negatives: negatives.counts,
  };
}

/** dL_a/ds_an = mean_p(q_ap) exp(s_an - z_a) and dL_a/ds_ap = -q_ap / |P_a|, carried over to a and, in batch, to n and p. */
function gradient(anchors: tf.Tensor2D, weight: tf.Tensor2D, negatives: Negatives, positives: Positives): tf.Tensor2D {
  const combine = (push: tf.Tensor2D, pull: tf.Tensor2D): tf.Tensor2D =>
    tf.mul(weight, tf.sub(tf.mul(positives.pressure, push), pull));
  const asAnchors = combine(negatives.rows, positives.rows);
  if (!negatives.batch || !positives.batch) return asAnchors;
  const pairs = combine(negatives.batch, positives.batch);
  return tf.add(asAnchors, tf.matMul(pairs, anchors, true, false));
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
