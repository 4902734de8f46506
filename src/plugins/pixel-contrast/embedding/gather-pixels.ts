import * as tf from '@tensorflow/tfjs';

/**
 * The rows of `table` at `indices`, with a gradient that every engine has: tfjs' own gather needs UnsortedSegmentSum.
 * @param table `[n, channels]`
 * @param indices none twice
 */
export function gatherPixels(table: tf.Tensor2D, indices: Int32Array): tf.Tensor2D {
  const gather = tf.customGrad((x) => {
    const value = tf.gather(x as tf.Tensor2D, tf.tensor1d(indices, 'int32'));
    const gradFunc = (dy: tf.Tensor) =>
      tf.scatterND(tf.tensor2d(indices, [indices.length, 1], 'int32'), dy, table.shape);
    return { value, gradFunc };
  });
  return gather(table) as tf.Tensor2D;
}
