import * as tf from '@tensorflow/tfjs';
import type { Batch } from './batch.js';
import type { Normalization } from './normalization.js';

/**
 * Uploads bytes and normalises them in the engine: `(x / 255 - mean) / std`, in the order of channels of the weights.
 * @param rgb `batch * height * width * 3` bytes
 * @returns `[batch, height, width, 3]` float32, red first unless `order` is `bgr`
 */
export function imageTensor(
  rgb: Uint8Array,
  [batch, height, width]: readonly [number, number, number],
  normalization: Normalization,
): tf.Tensor4D {
  return tf.tidy(() => normalize(tf.tensor4d(rgb, [batch, height, width, 3], 'int32'), normalization));
}

/** @param rgb `[batch, height, width, 3]`, 0–255 */
export function normalize(rgb: tf.Tensor4D, { mean, std, order }: Normalization): tf.Tensor4D {
  return tf.tidy(() => {
    const scale = tf.tensor1d(std.map((value) => 1 / (255 * value)));
    const shift = tf.tensor1d(std.map((value, channel) => mean[channel]! / value));
    const normalized = rgb.toFloat().mul<tf.Tensor4D>(scale).sub<tf.Tensor4D>(shift);
    return order === 'bgr' ? tf.reverse(normalized, 3) : normalized;
  });
}

/**
 * @returns `images` `[batch, height, width, 3]` float32, normalised; `labels` `[batch, height, width]` int32. Both belong to
 * the caller.
 */
export function batchTensors(
  { images, labels, batch, height, width }: Batch,
  normalization: Normalization,
): { images: tf.Tensor4D; labels: tf.Tensor3D } {
  return {
    images: imageTensor(images, [batch, height, width], normalization),
    labels: tf.tensor3d(labels, [batch, height, width], 'int32'),
  };
}
