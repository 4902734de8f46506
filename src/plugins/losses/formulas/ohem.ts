import * as tf from '@tensorflow/tfjs';
import { selectPerRow } from '../../../core/engine/ops/select-per-row/select-per-row.js';

export interface HardPixelOptions {
  /** Pixels whose true class has less than this probability are hard. */
  readonly threshold: number;
  /** Where fewer pixels are hard, the hardest this many of the batch are taken. */
  readonly minKept: number;
}

/**
 * The pixels that online hard example mining trains on (Shrivastava et al. 2016), as HRNet's code chooses them: with the
 * labelled pixels' probabilities of their true class in ascending order, those strictly below `max(p[minKept], threshold)`.
 * @param losses `[pixels]`, -log p
 * @param labelled which pixels count, `[pixels]`, not 0
 * @returns 1 where a pixel is chosen, `[pixels]`
 */
export function hardPixels(
  losses: tf.Tensor1D,
  labelled: tf.Tensor1D,
  { threshold, minKept }: HardPixelOptions,
): tf.Tensor1D {
  return tf.tidy(() => {
    // By losses and not by probabilities: where the network is sure and wrong, many of those are 0 in float32.
    const candidates = tf.where(labelled.notEqual(0), losses, -1) as tf.Tensor1D;
    const bound = -Math.log(threshold);
    const above = candidates.greater(bound).toFloat();
    const [hard, count] = tf.stack([above.sum(), candidates.greaterEqual(0).toFloat().sum()]).dataSync();
    if (hard! > minKept || count === 0) return above as tf.Tensor1D;
    const rank = Math.min(minKept, count! - 1) + 1;
    const { values } = selectPerRow(candidates.expandDims(0) as tf.Tensor2D, rank, 'largest');
    return candidates.greater(values.min().minimum(bound)).toFloat() as tf.Tensor1D;
  });
}
