import * as tf from '@tensorflow/tfjs';

/** Which rows are examples of which anchors: bool, `[anchors, rows]` each. */
export interface DenseExamples {
  readonly positives: tf.Tensor2D;
  readonly negatives: tf.Tensor2D;
}

/**
 * What the plugin computes, as docs/method.md ("The loss") writes it: dense, with autograd's own gradient, and with memory
 * for every (anchor, row) pair. Training takes `contrast`, whose values the tests hold against this.
 * @param anchors `[anchors, dimension]`
 * @param rows the contrast set, `[rows, dimension]`
 */
export function defineContrast(
  anchors: tf.Tensor2D,
  rows: tf.Tensor2D,
  { positives, negatives }: DenseExamples,
  temperature: number,
): tf.Scalar {
  const sumOf = (values: tf.Tensor, which: tf.Tensor): tf.Tensor => tf.sum(tf.where(which, values, 0), 1, true);
  const countOf = (which: tf.Tensor): tf.Tensor => tf.sum(tf.cast(which, 'float32'), 1, true);

  // s_ax = a·x / tau
  const s = tf.div(tf.matMul(anchors, rows, false, true), temperature);
  // z_a = log sum_n exp(s_an)
  const z = tf.logSumExp(tf.where(negatives, s, -1e30), 1, true);
  // L_a = 1/|P_a| sum_p softplus(z_a - s_ap)
  const perAnchor = tf.div(sumOf(tf.softplus(tf.sub(z, s)), positives), tf.maximum(countOf(positives), 1));
  // L = mean of L_a over the anchors that have a positive and a negative
  const valid = tf.logicalAnd(tf.any(positives, 1, true), tf.any(negatives, 1, true));
  return tf.div(tf.sum(sumOf(perAnchor, valid)), tf.maximum(tf.sum(countOf(valid)), 1));
}
