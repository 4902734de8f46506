import * as tf from '@tensorflow/tfjs';
import type { Collective } from '../../interfaces/collective.js';
import type { BatchNormalizationState, NormalizationSequel } from './batch-normalization-state.js';
import { columnSums } from './column-sums.js';

type State = BatchNormalizationState & { readonly across: Collective };

/**
 * `normalizeBatch` over the rows of all ranks, which may have different numbers of them, with the gradient through the
 * statistics of all. Forwards the ranks exchange their counts, means and variances; backwards two sums per channel.
 */
export function normalizeAcrossRanks<T extends tf.Tensor>(
  x: T,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  state: State,
  { shortcut, activation }: NormalizationSequel = {},
): T {
  const flat = x.reshape([x.size / gamma.size, gamma.size]);
  const y = normalize(state)(flat, gamma, beta).reshape(x.shape);
  const sum = shortcut ? y.add(shortcut) : y;
  return (activation ? sum[activation]() : sum) as T;
}

function normalize({ across, movingMean, movingVariance, momentum, epsilon, update }: State) {
  return tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [x, gamma, beta] = args as [tf.Tensor2D, tf.Tensor1D, tf.Tensor1D];
    const save = args[3] as tf.GradSaveFunc;
    const { mean, variance, rows } = momentsAcrossRanks(x, across);
    const deviation = variance.add(epsilon).sqrt();
    const y = x.sub(mean).mul(gamma.div(deviation)).add(beta);
    const average = (moving: tf.Tensor, batch: tf.Tensor) =>
      moving.mul(momentum).add(batch.mul(1 - momentum)) as tf.Tensor1D;
    update(average(movingMean, mean), average(movingVariance, variance.mul(rows / Math.max(rows - 1, 1))));
    save([x, gamma, mean, deviation]);
    // With x' = (x - mean) / deviation: dx = gamma / deviation * (dy - mean(dy) - x' mean(dy x')), means over all ranks. The
    // gradients of gamma and beta stay those of this rank's rows, as every parameter's; whoever takes the step averages them.
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [savedX, savedGamma, savedMean, savedDeviation] = saved as [tf.Tensor2D, ...tf.Tensor1D[]];
      const normed = savedX.sub(savedMean!).div(savedDeviation!);
      const dBeta = columnSums(dy as tf.Tensor2D);
      const dGamma = columnSums(dy.mul(normed) as tf.Tensor2D);
      const [meanDy, meanDyNormed] = tf.unstack(across.allReduce(tf.stack([dBeta, dGamma]), 'sum').div(rows));
      const inner = dy.sub(meanDy!).sub(normed.mul(meanDyNormed!));
      return [inner.mul(savedGamma!.div(savedDeviation!)), dGamma, dBeta];
    };
    return { value: y, gradFunc };
  });
}

/**
 * Mean and biased variance of each column over the rows of all ranks, from those of each (Chan, Golub & LeVeque 1983), without
 * a sum of squares that would cancel.
 * @param x `[rows of this rank, columns]`
 */
function momentsAcrossRanks(x: tf.Tensor2D, across: Collective) {
  const [count, columns] = x.shape;
  const own = count === 0 ? tf.zeros<tf.Rank.R1>([columns]) : (columnSums(x).div(count) as tf.Tensor1D);
  const squares = count === 0 ? tf.zeros([columns]) : columnSums(x.sub(own).square() as tf.Tensor2D);
  const all = across.allGather(tf.stack([tf.fill([columns], count), own, squares]).expandDims(0));
  const [counts, means, sums] = tf.unstack(all, 1);
  const rows = counts!.slice([0, 0], [-1, 1]).sum().dataSync()[0]!;
  const weights = counts!.div(Math.max(rows, 1));
  const mean = means!.mul(weights).sum(0) as tf.Tensor1D;
  const between = means!.sub(mean).square().mul(weights).sum(0);
  return { mean, variance: sums!.sum(0).div(Math.max(rows, 1)).add(between) as tf.Tensor1D, rows: Math.max(rows, 1) };
}
