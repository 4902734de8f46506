import * as tf from '@tensorflow/tfjs';
import { fitToImages, padToMultiple } from '../layers/padding.js';

/** What inference needs of a network: a `SegmentationModel`, or one that was exported. Browsers read this module too. */
export interface InferenceModel {
  /** Height and width of an image must be multiples of it. */
  readonly outputStride: number;
  /** @returns logits `[batch, h, w, classCount]`, at a size of the network's own */
  forward(images: tf.Tensor4D, options: { readonly training: false }): { readonly logits: tf.Tensor4D };
}

/**
 * Logits at the images' own size. Images are padded at the bottom and the right with the mean colour (0 after
 * normalisation) to a multiple of the output stride, and the padding is cut off again.
 * @param images `[batch, height, width, 3]`, normalised, of any size
 * @returns `[batch, height, width, classCount]`
 */
export function predictLogits(model: InferenceModel, images: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => {
    const [, height, width] = images.shape;
    const { logits } = model.forward(padToMultiple(images, model.outputStride), { training: false });
    return fitToImages(logits, [height, width], model.outputStride);
  });
}

/** Softmax of the logits at full size, `[batch, height, width, classCount]`, 0–1. */
export function predictProbabilities(model: InferenceModel, images: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => tf.softmax(predictLogits(model, images)));
}

/** The most probable class of each pixel, `[batch, height, width]` int32. */
export function predictClasses(model: InferenceModel, images: tf.Tensor4D): tf.Tensor3D {
  return tf.tidy(() => tf.argMax(predictLogits(model, images), -1));
}
