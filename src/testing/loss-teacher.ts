import * as tf from '@tensorflow/tfjs';
import type { Teacher } from '../core/interfaces/loss.js';
import { CLASSES, FEATURES, LOGITS_STRIDE } from './loss-batch.js';
import { fail } from './suite.js';

/** A teacher without a network: what it says of a cell depends on the mean colour there. */
export function probeTeacher(momentum: number): Teacher {
  if (!(momentum >= 0 && momentum < 1))
    fail(`setup asks for a teacher of momentum ${momentum}, which is not from 0 to 1`);
  return {
    forward: (images, features = []) => ({
      logits: mapOf(images, LOGITS_STRIDE, CLASSES),
      features: Object.fromEntries(
        features.map((name) => {
          const info = FEATURES[name] ?? fail(`the loss asks the teacher for "${name}", which is not offered`);
          return [name, mapOf(images, info.stride, info.channels)];
        }),
      ),
    }),
  };
}

function mapOf(images: tf.Tensor4D, stride: number, channels: number): tf.Tensor4D {
  return tf.tidy(() => {
    const mixture = tf.tensor2d(
      Float32Array.from({ length: 3 * channels }, (_, i) => Math.sin(1 + i)),
      [3, channels],
    );
    const colours = tf.avgPool(images, stride, stride, 'valid');
    const [batch, height, width] = colours.shape;
    return tf.matMul(colours.reshape<tf.Tensor2D>([-1, 3]), mixture).reshape([batch, height, width, channels]);
  });
}
