import * as tf from '@tensorflow/tfjs';
import type { NodeBackend } from '../native/node-backend.js';
import { rawOp } from '../native/raw-op.js';
import type { BatchNormalizationState, NormalizationSequel } from './batch-normalization-state.js';

/** What the activations leave of their input's range. */
const BOUNDS = { none: [-Infinity, Infinity], relu: [0, Infinity], relu6: [0, 6] } as const;

/**
 * `normalizeBatch` in native/cpp's kernels: two passes over memory forwards and two backwards. The gradient of the
 * activation is found from `x` again, or from `y` where a shortcut is in it, so nothing between them is kept.
 */
export function normalizeInOurKernels<T extends tf.Tensor>(
  native: NodeBackend,
  x: T,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  { movingMean, movingVariance, momentum, epsilon, update }: BatchNormalizationState,
  { shortcut, activation }: NormalizationSequel,
): T {
  const bounds = BOUNDS[activation ?? 'none'];
  const operation = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const save = args.pop() as tf.GradSaveFunc;
    const [values, scale, offset, added = tf.tensor1d([])] = args as tf.Tensor[];
    const settings = tf.tensor1d([epsilon, momentum, ...bounds]);
    const inputs = [values!, added, scale!, offset!, movingMean, movingVariance, settings];
    const outputs = rawOp(native, 'ContrasegBatchNormalization', inputs, {}, 5);
    const [y, mean, inverseDeviation, newMean, newVariance] = outputs;
    update(newMean as tf.Tensor1D, newVariance as tf.Tensor1D);
    const output = shortcut && activation ? y! : tf.tensor1d([]);
    save([values!, output, scale!, offset!, mean!, inverseDeviation!]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [dx, dGamma, dBeta, dShortcut] = rawOp(
        native,
        'ContrasegBatchNormalizationGradient',
        [dy, ...saved, tf.tensor1d([...bounds])],
        {},
        4,
      );
      const gradients = [dx!, dGamma!, dBeta!];
      if (!shortcut) return gradients;
      return [...gradients, activation ? dShortcut! : dy.clone()];
    };
    return { value: y!, gradFunc };
  });
  return operation(x, gamma, beta, ...(shortcut ? [shortcut] : [])) as T;
}
