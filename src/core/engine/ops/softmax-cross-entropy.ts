import * as tf from '@tensorflow/tfjs';
import { ourBackend, rawOp } from '../native/raw-op.js';
import { type PixelWeightOptions, pixelWeights } from './pixel-weights.js';

export interface SoftmaxCrossEntropyOptions extends PixelWeightOptions {
  /**
   * What each pixel's loss is multiplied by before the sum, `[pixels]`, a constant to the gradient; by default its
   * weight's share in the sum of the weights.
   * @param losses `[pixels]`
   * @param weights `[pixels]`, 0 where a pixel is ignored
   * @param labelled `[pixels]`, 1 where a pixel is not ignored and 0 where it is
   */
  readonly shares?: (losses: tf.Tensor1D, weights: tf.Tensor1D, labelled: tf.Tensor1D) => tf.Tensor1D;
}

/**
 * Mean over the labelled pixels of `w[y] * -log softmax(logits)[y]`, divided by the sum of their weights, as PyTorch
 * defines it, or another weighted sum by `shares`. Exactly 0, with zero gradients, where no pixel is labelled.
 * @param logits `[…, classes]`
 * @param labels `[…]` int32, each below `classes` or `ignoreIndex`
 */
export function softmaxCrossEntropy(
  logits: tf.Tensor,
  labels: tf.Tensor,
  { shares = shareOfWeights, ...options }: SoftmaxCrossEntropyOptions,
): tf.Scalar {
  const classes = logits.shape.at(-1)!;
  const loss = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [rows, save] = args as [tf.Tensor2D, tf.GradSaveFunc];
    const { targets, weights, labelled } = pixelWeights(labels, options);
    const { losses, saved, gradient } = pixelLosses(rows, targets);
    const factors = shares(losses, weights, labelled);
    save([factors, ...saved]);
    const gradFunc = (dy: tf.Tensor, [slopes, ...rest]: tf.Tensor[]) => gradient(slopes!.mul(dy), rest);
    return { value: losses.mul(factors).sum(), gradFunc };
  });
  return tf.tidy(() => loss(logits.reshape([-1, classes])) as tf.Scalar);
}

function shareOfWeights(_losses: tf.Tensor1D, weights: tf.Tensor1D): tf.Tensor1D {
  return weights.divNoNan(weights.sum());
}

interface PixelLosses {
  /** `[pixels]` */
  readonly losses: tf.Tensor1D;
  /** What `gradient` needs. */
  readonly saved: readonly tf.Tensor[];
  /** By the logits, `[pixels, classes]`, from that by the losses, `[pixels]`. */
  readonly gradient: (slopes: tf.Tensor, saved: readonly tf.Tensor[]) => tf.Tensor;
}

/**
 * On `native-cpu` in one pass forwards and one backwards, which keep nothing but the logits. TensorFlow's fused operation
 * takes three times as long as what other engines are given, which runs on all threads.
 */
function pixelLosses(logits: tf.Tensor2D, targets: tf.Tensor1D): PixelLosses {
  const native = ourBackend();
  if (!native) return pixelLossesInSteps(logits, targets);
  const [losses, normalizers] = rawOp(native, 'ContrasegSoftmaxCrossEntropy', [logits, targets], {}, 2);
  return {
    losses: losses as tf.Tensor1D,
    saved: [logits, targets, normalizers!],
    gradient: (slopes, saved) => rawOp(native, 'ContrasegSoftmaxCrossEntropyGradient', [...saved, slopes], {})[0]!,
  };
}

function pixelLossesInSteps(logits: tf.Tensor2D, targets: tf.Tensor1D): PixelLosses {
  const shifted = logits.sub(logits.max(1, true));
  const exponentials = shifted.exp();
  const sums = exponentials.sum(1, true);
  const truth = tf.oneHot(targets, logits.shape[1]).toFloat();
  const losses = sums.log().squeeze([1]).sub(shifted.mul(truth).sum(1)) as tf.Tensor1D;
  return {
    losses,
    saved: [exponentials.div(sums).sub(truth)],
    gradient: (slopes, [byLosses]) => byLosses!.mul(slopes.expandDims(1)),
  };
}
