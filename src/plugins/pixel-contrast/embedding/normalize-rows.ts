import * as tf from '@tensorflow/tfjs';

/** Squared length below which a row has no direction. */
const SHORTEST_SQUARE = 1e-12;

/**
 * Rows divided by their length. A shorter row than 1e-6, such as the zero that dead ReLUs leave, stays about zero and gets
 * no gradient: it would be a million times the one that arrives.
 */
export function normalizeRows(rows: tf.Tensor2D): tf.Tensor2D {
  const normalize = tf.customGrad((x, save) => {
    const squares = tf.sum(tf.square(x as tf.Tensor2D), 1, true);
    const scale = tf.rsqrt(tf.maximum(squares, SHORTEST_SQUARE));
    const value = tf.mul<tf.Tensor2D>(x as tf.Tensor2D, scale);
    (save as tf.GradSaveFunc)([value, tf.where(tf.less(squares, SHORTEST_SQUARE), 0, scale)]);
    // With y = x / |x|: dx = (dy - y (y·dy)) / |x|.
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [y, slope] = saved as [tf.Tensor2D, tf.Tensor2D];
      return tf.mul(slope, tf.sub(dy, tf.mul(y, tf.sum(tf.mul(dy, y), 1, true))));
    };
    return { value, gradFunc };
  });
  return normalize(rows) as tf.Tensor2D;
}
