import * as tf from '@tensorflow/tfjs';
import { resizeBilinear } from '../layers/resize-bilinear.js';

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
    const [batch, height, width] = images.shape;
    const bottom = overhang(height, model.outputStride);
    const right = overhang(width, model.outputStride);
    const padded =
      bottom + right === 0
        ? images
        : tf.pad4d(images, [
            [0, 0],
            [0, bottom],
            [0, right],
            [0, 0],
          ]);
    const { logits } = model.forward(padded, { training: false });
    const resized = resizeBilinear(logits, height + bottom, width + right);
    return bottom + right === 0 ? resized : tf.slice4d(resized, [0, 0, 0, 0], [batch, height, width, -1]);
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

/** What is missing to the next multiple. */
function overhang(size: number, multiple: number): number {
  return (multiple - (size % multiple)) % multiple;
}
