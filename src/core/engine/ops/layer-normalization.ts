import * as tf from '@tensorflow/tfjs';
import { columnSums } from './column-sums.js';

/**
 * Normalises each pixel over its channels, by their own mean and (biased) variance, then scales by `gamma` and shifts by
 * `beta` (Ba et al. 2016, eq. 3), with the gradient in closed form: tfjs differentiates a dozen operations instead.
 * @param x `[…, channels]`
 * @param gamma `[channels]`
 * @param beta `[channels]`
 */
export function normalizeChannels<T extends tf.Tensor>(
  x: T,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  epsilon: number,
): T {
  const normalize = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [rows, scale, shift] = args as [tf.Tensor2D, tf.Tensor1D, tf.Tensor1D];
    const save = args[3] as tf.GradSaveFunc;
    const centred = rows.sub(rows.mean(1, true));
    const inverse = centred.square().mean(1, true).add(epsilon).rsqrt();
    const normed = centred.mul(inverse);
    save([normed, inverse, scale]);
    // With x' = (x - mean) / deviation and g = gamma dy: dx = (g - mean(g) - x' mean(g x')) / deviation.
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [savedNormed, savedInverse, savedScale] = saved as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D];
      const shares = savedScale.div(savedScale.size).reshape([-1, 1]) as tf.Tensor2D;
      const alongNormed = dy.mul(savedNormed) as tf.Tensor2D;
      const centred = dy.mul(savedScale).sub(tf.matMul(dy as tf.Tensor2D, shares));
      const dx = centred.sub(savedNormed.mul(tf.matMul(alongNormed, shares))).mul(savedInverse);
      return [dx, columnSums(alongNormed), columnSums(dy as tf.Tensor2D)];
    };
    return { value: normed.mul(scale).add(shift), gradFunc };
  });
  return normalize(x.reshape([-1, gamma.size]), gamma, beta).reshape(x.shape) as T;
}
