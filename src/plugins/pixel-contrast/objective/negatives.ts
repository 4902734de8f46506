import type * as tf from '@tensorflow/tfjs';

/** What the negatives of every anchor come to: all that loss and gradient need of them. */
export interface Negatives {
  /** `[anchors, 1]`, z_a = log sum_n exp(s_an); some finite number for anchors without negatives. */
  readonly logSum: tf.Tensor2D;
  /** `[anchors, dimension]`, rows of banks and batch weighted by exp(s_an - z_a). */
  readonly rows: tf.Tensor2D;
  /** `[anchors, anchors]`, exp(s_an - z_a) of the anchors' mutual pairs, 0 for other pairs. */
  readonly batch?: tf.Tensor2D;
  /** Negatives of each anchor, by range. */
  readonly counts: readonly number[];
}
