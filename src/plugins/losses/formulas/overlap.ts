import * as tf from '@tensorflow/tfjs';

export interface OverlapOptions {
  /** Weights of a class's false positives and false negatives; 0.5 and 0.5 make Dice, 1 and 1 the Jaccard index. */
  readonly falsePositives: number;
  readonly falseNegatives: number;
  /** Added to numerator and denominator. */
  readonly smooth: number;
}

/** Keeps the quotient of what is absent finite. */
const EPSILON = 1e-7;

/**
 * 1 - TP / (TP + a FP + b FN) of each class over all pixels (Salehi et al. 2017), `[classes]`; 0 for a class without pixels.
 * @param probabilities `[pixels, classes]`, 0 where a pixel is ignored
 * @param truth one-hot, `[pixels, classes]`, 0 where a pixel is ignored
 */
export function classOverlapLosses(
  probabilities: tf.Tensor2D,
  truth: tf.Tensor2D,
  { falsePositives, falseNegatives, smooth }: OverlapOptions,
): tf.Tensor1D {
  const present = truth.sum(0);
  const both = probabilities.mul(truth).sum(0);
  const missed = present.sub(both).mul(falseNegatives);
  const wrong = probabilities.sum(0).sub(both).mul(falsePositives);
  const index = both.add(smooth).div(both.add(missed).add(wrong).add(smooth).maximum(EPSILON));
  return tf.sub(1, index).mul(present.greater(0).toFloat()) as tf.Tensor1D;
}

/**
 * V-Net's Dice loss of each image, over its pixels and classes together, `[images]`: 1 - 2 sum p t / (sum p^2 + sum t^2)
 * (Milletari et al. 2016), as mmsegmentation computes it; 0 for an image without labels.
 * @param probabilities `[images, pixels * classes]`
 * @param truth one-hot, `[images, pixels * classes]`
 */
export function imageDiceLosses(probabilities: tf.Tensor2D, truth: tf.Tensor2D, smooth: number): tf.Tensor1D {
  const both = probabilities.mul(truth).sum(1);
  const present = truth.square().sum(1);
  const sizes = probabilities.square().sum(1).add(present);
  const index = both.mul(2).div(sizes.add(2 * smooth).maximum(EPSILON));
  return tf.sub(1, index).mul(present.greater(0).toFloat()) as tf.Tensor1D;
}
