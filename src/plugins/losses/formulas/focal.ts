import * as tf from '@tensorflow/tfjs';

/** Keeps the derivative of x^gamma finite at 0. */
const TINY = 1e-7;

/**
 * Focal loss of the true class's softmax probability: -(1 - p)^gamma log p (Lin et al. 2017, eq. 4).
 * @param logits `[pixels, classes]`
 * @param truth one-hot, `[pixels, classes]`
 * @returns `[pixels]`, 0 where the row of `truth` is
 */
export function softmaxFocal(logits: tf.Tensor2D, truth: tf.Tensor2D, gamma: number): tf.Tensor1D {
  const logP = tf.logSoftmax(logits).mul(truth).sum(1);
  return focal(logP, gamma) as tf.Tensor1D;
}

/**
 * Focal loss of each class for itself, a sigmoid against all others.
 * @param alpha weight of a class's own pixels, and 1 - alpha that of all others (eq. 5); both 1 when absent
 * @returns `[pixels, classes]`
 */
export function sigmoidFocal(
  logits: tf.Tensor2D,
  truth: tf.Tensor2D,
  { gamma, alpha }: { gamma: number; alpha?: number },
): tf.Tensor2D {
  const sign = truth.mul(2).sub(1);
  const losses = focal(tf.softplus(logits.mul(sign).neg()).neg(), gamma) as tf.Tensor2D;
  return alpha === undefined ? losses : losses.mul(truth.mul(2 * alpha - 1).add(1 - alpha));
}

/** -(1 - p)^gamma log p */
function focal(logP: tf.Tensor, gamma: number): tf.Tensor {
  if (gamma === 0) return logP.neg();
  return tf.sub(1, logP.exp()).maximum(TINY).pow(gamma).mul(logP.neg());
}
