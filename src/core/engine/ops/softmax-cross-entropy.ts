import * as tf from '@tensorflow/tfjs';

export interface SoftmaxCrossEntropyOptions {
  /** Label of the pixels that are left out. */
  readonly ignoreIndex: number;
  /** Weight of each class, `[classes]`; all 1 when absent. */
  readonly classWeights?: tf.Tensor1D;
}

/**
 * Mean over the labelled pixels of `w[y] * -log softmax(logits)[y]`, divided by the sum of their weights, as PyTorch
 * defines it. Exactly 0, with zero gradients, where no pixel is labelled.
 * @param logits `[…, classes]`
 * @param labels `[…]` int32, each below `classes` or `ignoreIndex`
 */
export function softmaxCrossEntropy(
  logits: tf.Tensor,
  labels: tf.Tensor,
  { ignoreIndex, classWeights }: SoftmaxCrossEntropyOptions,
): tf.Scalar {
  const classes = logits.shape.at(-1)!;
  const loss = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [rows, save] = args as [tf.Tensor2D, tf.GradSaveFunc];
    const flat = labels.reshape([-1]) as tf.Tensor1D;
    const labelled = flat.notEqual(ignoreIndex);
    const targets = tf.where(labelled, flat, tf.zerosLike(flat));
    const weights = classWeights ? labelled.toFloat().mul(tf.gather(classWeights, targets)) : labelled.toFloat();
    const shares = weights.divNoNan(weights.sum());
    const { losses, gradient } = pixelLosses(rows, targets);
    save([gradient.mul(shares.expandDims(1))]);
    const gradFunc = (dy: tf.Tensor, [saved]: tf.Tensor[]) => saved!.mul(dy);
    return { value: losses.mul(shares).sum(), gradFunc };
  });
  return tf.tidy(() => loss(logits.reshape([-1, classes])) as tf.Scalar);
}

/**
 * The loss of each pixel, `[pixels]`, and its gradient by the logits, `[pixels, classes]`. TensorFlow's fused operation
 * for both takes three times as long as these, which run on all threads.
 */
function pixelLosses(logits: tf.Tensor2D, targets: tf.Tensor1D) {
  const shifted = logits.sub(logits.max(1, true));
  const exponentials = shifted.exp();
  const sums = exponentials.sum(1, true);
  const truth = tf.oneHot(targets, logits.shape[1]).toFloat();
  const losses = sums.log().squeeze([1]).sub(shifted.mul(truth).sum(1));
  return { losses, gradient: exponentials.div(sums).sub(truth) };
}
