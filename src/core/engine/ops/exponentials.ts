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
 * The sum of softplus(x) = log(1 + e^x) over each row, and its derivative sigmoid(x). Not differentiable itself.
 * @param x `[rows, columns]`
 * @returns `loss` and `slopeSum` `[rows, 1]`, `slope` `[rows, columns]`
 */
export function softplusWithSlope(x: tf.Tensor2D): { loss: tf.Tensor2D; slope: tf.Tensor2D; slopeSum: tf.Tensor2D } {
  const native = ourBackend();
  if (native) {
    const [slope, slopeSum, loss] = rawOp(native, 'ContrasegSoftplusWithSlope', [x], {}, 3) as tf.Tensor2D[];
    return { loss: loss!, slope: slope!, slopeSum: slopeSum! };
  }
  const slope = tf.sigmoid(x);
  return { loss: tf.sum(tf.softplus(x), 1, true), slope, slopeSum: tf.sum(slope, 1, true) };
}
