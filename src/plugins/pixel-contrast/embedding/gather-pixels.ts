import * as tf from '@tensorflow/tfjs';

/**
 * The rows of `table` that belong to some pixels, with a gradient that every engine has: tfjs' own gather needs
 * UnsortedSegmentSum.
 * @param table one row per pixel, `[n, channels]`
 * @param pixels none twice
 */
export function gatherPixels(table: tf.Tensor2D, pixels: Int32Array): tf.Tensor2D {
  const gather = tf.customGrad((x) => {
    const value = tf.gather(x as tf.Tensor2D, tf.tensor1d(pixels, 'int32'));
    const gradFunc = (dy: tf.Tensor) => tf.scatterND(tf.tensor2d(pixels, [pixels.length, 1], 'int32'), dy, table.shape);
    return { value, gradFunc };
  });
  return gather(table) as tf.Tensor2D;
}
