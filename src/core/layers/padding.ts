import * as tf from '@tensorflow/tfjs';
import { resizeBilinear } from './resize-bilinear.js';

/** Images `[batch, height, width, channels]` with zeros below and at the right, so that both sides are multiples. */
export function padToMultiple(images: tf.Tensor4D, multiple: number): tf.Tensor4D {
  const [, height, width] = images.shape;
  const [bottom, right] = [overhang(height, multiple), overhang(width, multiple)];
  if (bottom + right === 0) return images.clone();
  return tf.pad4d(images, [
    [0, 0],
    [0, bottom],
    [0, right],
    [0, 0],
  ]);
}

/**
 * The other way: the logits of padded images at the size of the images.
 * @param logits `[batch, h, w, classes]`, of any size
 * @param size height and width of the images before they were padded
 * @returns `[batch, height, width, classes]`
 */
export function fitToImages(logits: tf.Tensor4D, [height, width]: readonly [number, number], multiple: number) {
  const [bottom, right] = [overhang(height, multiple), overhang(width, multiple)];
  const resized = resizeBilinear(logits, height + bottom, width + right);
  return bottom + right === 0 ? resized : tf.slice4d(resized, [0, 0, 0, 0], [-1, height, width, -1]);
}

/** What is missing to the next multiple. */
function overhang(size: number, multiple: number): number {
  return (multiple - (size % multiple)) % multiple;
}
