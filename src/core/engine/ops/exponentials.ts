import * as tf from '@tensorflow/tfjs';
import { ourBackend, rawOp } from '../native/raw-op.js';

/**
 * e^x and its sum over each row, in one pass over memory on the native engine. Not differentiable: call it inside
 * `tf.customGrad`.
 * @param x `[rows, columns]`
 * @returns `values` `[rows, columns]`, `sum` `[rows, 1]`
 */
export function expWithSum(x: tf.Tensor2D): { values: tf.Tensor2D; sum: tf.Tensor2D } {
  const native = ourBackend();
  if (native) {
    const [values, sum] = rawOp(native, 'ContrasegExpWithSum', [x], {}, 2) as tf.Tensor2D[];
    return { values: values!, sum: sum! };
  }
  const values = tf.exp(x);
  return { values, sum: tf.sum(values, 1, true) };
}

/**
 * The sum of softplus(x) = log(1 + e^x) over each row, its derivative sigmoid(x), and the sum of that. Not differentiable
 * itself.
 * @param x `[rows, columns]`
 * @returns sums `[rows, 1]`, `sigmoid` `[rows, columns]`
 */
export function softplusAndSigmoid(x: tf.Tensor2D): {
  softplusSum: tf.Tensor2D;
  sigmoid: tf.Tensor2D;
  sigmoidSum: tf.Tensor2D;
} {
  const native = ourBackend();
  if (native) {
    const [sigmoid, sigmoidSum, softplusSum] = rawOp(
      native,
      'ContrasegSoftplusAndSigmoid',
      [x],
      {},
      3,
    ) as tf.Tensor2D[];
    return { softplusSum: softplusSum!, sigmoid: sigmoid!, sigmoidSum: sigmoidSum! };
  }
  const sigmoid = tf.sigmoid(x);
  return { softplusSum: tf.sum(tf.softplus(x), 1, true), sigmoid, sigmoidSum: tf.sum(sigmoid, 1, true) };
}
