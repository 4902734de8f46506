import * as tf from '@tensorflow/tfjs';
import { rowThresholds } from '../../../core/engine/ops/row-thresholds.js';

/**
 * Marks the `count` largest or smallest scores of each row; among equals the lower column wins.
 * @param scores `[anchors, columns]`
 * @param count 1 … allowed columns
 * @param allowed 1 for columns that may be chosen, 0 for others; all when absent
 * @returns bool of the same shape, exactly `count` true in each row
 */
export function hardest(
  scores: tf.Tensor2D,
  count: number,
  order: 'largest' | 'smallest',
  allowed?: Uint8Array,
): tf.Tensor2D {
  return tf.tidy(() => {
    const { values: threshold, tied } = rowThresholds(scores, count, order, allowed);
    const columns = allowed && tf.tensor2d(allowed, [1, allowed.length], 'bool');
    const among = (mask: tf.Tensor): tf.Tensor2D => (columns ? tf.logicalAnd(mask, columns) : mask) as tf.Tensor2D;
    const beyond = order === 'largest' ? tf.greater : tf.less;
    const reaches = order === 'largest' ? tf.greaterEqual : tf.lessEqual;
    if (!tied) return among(reaches(scores, threshold));
    const surely = among(beyond(scores, threshold));
    const equal = among(tf.equal(scores, threshold));
    const room = tf.sub(count, tf.sum(tf.cast(surely, 'float32'), 1, true));
    const position = tf.cumsum(tf.cast(equal, 'float32'), 1);
    return tf.logicalOr(surely, tf.logicalAnd(equal, tf.lessEqual(position, room)));
  });
}
