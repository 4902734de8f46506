import * as tf from '@tensorflow/tfjs';
import type { NodeBackend } from '../native/node-backend.js';
import { nativeBackend, ourBackend, rawOp } from '../native/raw-op.js';
import { normalizeAcrossRanks } from './batch-normalization-across-ranks.js';
import { normalizeInOurKernels } from './batch-normalization-kernels.js';
import type { BatchNormalizationState, NormalizationSequel } from './batch-normalization-state.js';
import { columnSums } from './column-sums.js';

/**
 * Normalises each channel by the batch's own mean and (biased) variance, then scales by `gamma` and shifts by `beta`
 * (Ioffe & Szegedy 2015, algorithm 1), with the gradient in closed form. The moving variance averages the unbiased
 * variance, as in PyTorch and TensorFlow. On native-cpu what follows costs nothing more. With `state.across` the batch is that
 * of all ranks.
 * @param x `[…, channels]`
 * @param gamma `[channels]`
 * @param beta `[channels]`
 */
export function normalizeBatch<T extends tf.Tensor>(
  x: T,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  state: BatchNormalizationState,
  sequel: NormalizationSequel = {},
): T {
  const { across } = state;
  if (across && across.size > 1) return normalizeAcrossRanks(x, gamma, beta, { ...state, across }, sequel);
  const ours = ourBackend();
  const fits = !sequel.shortcut || tf.util.arraysEqual(sequel.shortcut.shape, x.shape);
  return ours && fits
    ? normalizeInOurKernels(ours, x, gamma, beta, state, sequel)
    : normalizeInSteps(x, gamma, beta, state, sequel);
}

/** The same without our own kernels. */
function normalizeInSteps<T extends tf.Tensor>(
  x: T,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  state: BatchNormalizationState,
  { shortcut, activation }: NormalizationSequel = {},
): T {
  const native = nativeBackend();
  const channels = gamma.size;
  const shape = native ? [1, 1, x.size / channels, channels] : [x.size / channels, channels];
  const normalize = native ? fused(native, state) : composed(state);
  const flat = x.rank === 4 && native ? x : x.reshape(shape);
  const y = normalize(flat, gamma, beta).reshape(x.shape);
  const sum = shortcut ? y.add(shortcut) : y;
  return (activation ? sum[activation]() : sum) as T;
}

/** TensorFlow's own kernels. */
function fused(
  native: NodeBackend,
  { movingMean, movingVariance, momentum, epsilon, update }: BatchNormalizationState,
) {
  const attributes = {
    T: { type: 'float32' },
    U: { type: 'float32' },
    epsilon: { float: epsilon },
    data_format: { string: 'NHWC' },
    is_training: { bool: true },
  } as const;
  return tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [x, gamma, beta] = args as tf.Tensor[];
    const save = args[3] as tf.GradSaveFunc;
    const [y, mean, variance, ...reserve] = rawOp(
      native,
      'FusedBatchNormV3',
      [x!, gamma!, beta!, movingMean, movingVariance],
      { ...attributes, exponential_avg_factor: { float: 1 - momentum } },
      6,
    );
    update(mean as tf.Tensor1D, variance as tf.Tensor1D);
    save([x!, gamma!, ...reserve]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [savedX, savedGamma, ...savedReserve] = saved;
      const inputs = [dy, savedX!, savedGamma!, ...savedReserve];
      return rawOp(native, 'FusedBatchNormGradV3', inputs, attributes, 5).slice(0, 3);
    };
    return { value: y!, gradFunc };
  });
}

/** The same over a matrix `[rows, channels]`, from operations that every engine has. */
function composed({ movingMean, movingVariance, momentum, epsilon, update }: BatchNormalizationState) {
  return tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [x, gamma, beta] = args as [tf.Tensor2D, tf.Tensor1D, tf.Tensor1D];
    const save = args[3] as tf.GradSaveFunc;
    const rows = x.shape[0];
    const mean = columnSums(x).div(rows);
    const centred = x.sub(mean) as tf.Tensor2D;
    const variance = columnSums(centred.square()).div(rows);
    const deviation = variance.add(epsilon).sqrt();
    const y = centred.mul(gamma.div(deviation)).add(beta);
    const average = (moving: tf.Tensor, batch: tf.Tensor) =>
      moving.mul(momentum).add(batch.mul(1 - momentum)) as tf.Tensor1D;
    update(average(movingMean, mean), average(movingVariance, variance.mul(rows / Math.max(rows - 1, 1))));
    save([x, gamma, mean, deviation]);
    // With x' = (x - mean) / deviation: dx = gamma / deviation * (dy - mean(dy) - x' mean(dy x')).
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [savedX, savedGamma, savedMean, savedDeviation] = saved as [tf.Tensor2D, ...tf.Tensor1D[]];
      const normed = savedX.sub(savedMean!).div(savedDeviation!);
      const dBeta = columnSums(dy as tf.Tensor2D);
      const dGamma = columnSums(dy.mul(normed) as tf.Tensor2D);
      const inner = dy.sub(dBeta.div(rows)).sub(normed.mul(dGamma.div(rows)));
      return [inner.mul(savedGamma!.div(savedDeviation!)), dGamma, dBeta];
    };
    return { value: y, gradFunc };
  });
}
