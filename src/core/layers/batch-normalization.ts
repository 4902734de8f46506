import * as tf from '@tensorflow/tfjs';

/** PyTorch's defaults; those of tf.layers (1e-3, 0.99) suit much longer schedules. */
const EPSILON = 1e-5;
const MOMENTUM = 0.9;

/** Batch normalisation over `[batch, height, width]`. */
export function batchNormalization(name: string): tf.layers.Layer {
  return tf.layers.batchNormalization({ name, epsilon: EPSILON, momentum: MOMENTUM });
}
