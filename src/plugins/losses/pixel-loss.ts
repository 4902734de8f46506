import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { pixelWeights } from '../../core/engine/ops/pixel-weights.js';
import { ContrasegError } from '../../core/errors/index.js';
import { wrongClassWeights } from '../../core/errors/model.js';
import type { LossContext, LossFunction } from '../../core/interfaces/loss.js';
import { resizeBilinear } from '../../core/layers/resize-bilinear.js';

/** The options that losses on labelled pixels share. */
export const pixelLossFields = {
  weight: z.number().nonnegative().default(1).describe('Factor of this loss in the total.'),
  classWeights: z
    .array(z.number().nonnegative())
    .optional()
    .describe('Weight of each class, in the order of the class list; all equal by default.'),
};

/** How a sum over pixels becomes a mean. */
export const averageField = z
  .enum(['labelled', 'all'])
  .default('labelled')
  .describe(
    'What a mean divides by: the weights of the labelled pixels as PyTorch does, or all pixels, ignored ones too, as mmsegmentation does.',
  );

interface PixelLossOptions {
  readonly classWeights?: readonly number[] | undefined;
}

/**
 * A loss of nothing but logits and labels, after a look at the class weights.
 * @throws ContrasegError when there are not as many weights as classes
 */
export function pixelLoss(
  { classWeights }: PixelLossOptions,
  { classCount }: LossContext,
  compute: LossFunction,
): LossFunction {
  if (classWeights && classWeights.length !== classCount) {
    throw new ContrasegError(wrongClassWeights(classWeights.length, classCount));
  }
  return (inputs) => tf.tidy(() => compute(inputs));
}

export function classWeightsOf({ classWeights }: PixelLossOptions): tf.Tensor1D | undefined {
  return classWeights && tf.tensor1d([...classWeights]);
}

/** The weight of each class, 1 where the options give none, `[1, classes]`. */
export function classWeightRow(options: PixelLossOptions, classCount: number): tf.Tensor2D {
  return (classWeightsOf(options) ?? tf.ones([classCount])).reshape([1, classCount]);
}

/**
 * What a sum over this rank's pixels is divided by so that the mean over the ranks is the mean over the pixels of all of them, as
 * one process has it, however many each rank has.
 * @param weights the sum of the weights of this rank's pixels, a constant to the gradient
 */
export function divisorOfRanks(weights: tf.Scalar, { collective }: LossContext): tf.Scalar {
  return collective?.allReduce(weights, 'mean') ?? weights;
}

/** Shares of a mean over all pixels, ignored ones too. */
export function sharesOfAll(_losses: tf.Tensor1D, weights: tf.Tensor1D): tf.Tensor1D {
  return weights.div(weights.size);
}

/** 0 where there is nothing to divide by; tfjs's `divNoNan` has no gradient. */
export function quotient(sum: tf.Scalar, divisor: tf.Scalar): tf.Scalar {
  return sum.div(divisor.add(divisor.equal(0).toFloat()));
}

/** `[batch, h, w, classes]` -> `[batch, height, width, classes]`, the labels' own size. */
export function logitsAtLabels(logits: tf.Tensor4D, labels: tf.Tensor3D): tf.Tensor4D {
  return resizeBilinear(logits, labels.shape[1], labels.shape[2]);
}

/** Logits at the labels' size beside the truth, flat over batch, rows and columns. */
export interface LabelledPixels {
  /** `[pixels, classes]` */
  readonly logits: tf.Tensor2D;
  /** One-hot, `[pixels, classes]`; all zeros where a pixel is ignored. */
  readonly truth: tf.Tensor2D;
  /** 1 where a pixel is labelled, `[pixels, 1]`. */
  readonly labelled: tf.Tensor2D;
}

export function labelledPixels(logits: tf.Tensor4D, labels: tf.Tensor3D, ignoreIndex: number): LabelledPixels {
  const classes = logits.shape[3];
  const { targets, labelled: known } = pixelWeights(labels, { ignoreIndex });
  const labelled = known.expandDims<tf.Tensor2D>(1);
  const rows = logitsAtLabels(logits, labels).reshape<tf.Tensor2D>([-1, classes]);
  return { logits: rows, truth: tf.oneHot(targets, classes).toFloat().mul(labelled), labelled };
}
