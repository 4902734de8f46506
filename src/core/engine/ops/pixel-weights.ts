import * as tf from '@tensorflow/tfjs';

export interface PixelWeightOptions {
  /** Label of the pixels that are left out. */
  readonly ignoreIndex: number;
  /** Weight of each class, `[classes]`; all 1 when absent. */
  readonly classWeights?: tf.Tensor1D;
}

/**
 * What every loss on pixels asks of the labels.
 * @param labels `[…]` int32, each a class or `ignoreIndex`
 * @returns `targets` `[pixels]` int32, 0 where a pixel is ignored; `weights` `[pixels]`, its class's weight, 0 where it is ignored;
 *   `labelled` `[pixels]`, 1 or 0
 */
export function pixelWeights(
  labels: tf.Tensor,
  { ignoreIndex, classWeights }: PixelWeightOptions,
): { targets: tf.Tensor1D; weights: tf.Tensor1D; labelled: tf.Tensor1D } {
  return tf.tidy(() => {
    const flat = labels.reshape([-1]) as tf.Tensor1D;
    const known = flat.notEqual(ignoreIndex);
    const targets = tf.where(known, flat, tf.zerosLike(flat)) as tf.Tensor1D;
    const labelled = known.toFloat() as tf.Tensor1D;
    const weights = classWeights ? labelled.mul<tf.Tensor1D>(tf.gather(classWeights, targets)) : labelled.clone();
    return { targets, weights, labelled };
  });
}
