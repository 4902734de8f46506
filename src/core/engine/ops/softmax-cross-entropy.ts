import * as tf from '@tensorflow/tfjs';

export interface SoftmaxCrossEntropyOptions {
  /** Pixels with this label do not count. */
  readonly ignoreIndex: number;
  /** Weight of each class, `[classes]`; all 1 when absent. */
  readonly classWeights?: tf.Tensor1D;
}

/**
 * Mean over the labelled pixels of `-w[y] log softmax(logits)[y]`, divided by the mean of `w[y]`.
 * Exactly 0, and still connected to the logits, where no pixel is labelled.
 * @param logits `[batch, height, width, classCount]`
 * @param labels `[batch, height, width]` int32
 */
export function softmaxCrossEntropy(
  logits: tf.Tensor4D,
  labels: tf.Tensor3D,
  { ignoreIndex, classWeights }: SoftmaxCrossEntropyOptions,
): tf.Scalar {
  return tf.tidy(() => {
    const classCount = logits.shape[3];
    const labelled = tf.notEqual(labels, ignoreIndex);
    const classes = tf.where(labelled, labels, tf.zerosLike(labels)).toInt();
    let weights = labelled.toFloat();
    if (classWeights) weights = weights.mul(tf.gather(classWeights, classes));
    const target = tf.oneHot(classes, classCount).toFloat().mul(weights.expandDims(-1));
    const total = weights.sum().maximum(1e-12);
    return tf.logSoftmax(logits).mul(target).sum().neg().div<tf.Scalar>(total);
  });
}
