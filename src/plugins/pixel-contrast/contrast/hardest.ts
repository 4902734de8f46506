import * as tf from '@tensorflow/tfjs';
import { kthLargest } from '../../../core/engine/ops/kth-largest.js';

/**
 * Marks the `count` largest scores of each row; among equals the lower column wins.
 * @param scores `[anchors, columns]`, at least `count` columns
 * @returns bool of the same shape, exactly `count` true in each row
 */
export function hardest(scores: tf.Tensor2D, count: number): tf.Tensor2D {
  return tf.tidy(() => {
    const threshold = kthLargest(scores, count);
    const candidates = tf.greaterEqual(scores, threshold) as tf.Tensor2D;
    const most = tf.max(tf.sum(tf.cast(candidates, 'float32'), 1)).dataSync()[0]!;
    return most > count ? breakTies(scores, threshold, count) : candidates;
  });
}

function breakTies(scores: tf.Tensor2D, threshold: tf.Tensor2D, count: number): tf.Tensor2D {
  const above = tf.greater(scores, threshold);
  const equal = tf.equal(scores, threshold);
  const room = tf.sub(count, tf.sum(tf.cast(above, 'float32'), 1, true));
  const order = tf.cumsum(tf.cast(equal, 'float32'), 1);
  return tf.logicalOr(above, tf.logicalAnd(equal, tf.lessEqual(order, room)));
}
