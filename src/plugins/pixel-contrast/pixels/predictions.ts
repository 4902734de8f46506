import * as tf from '@tensorflow/tfjs';

/** What the head thinks of each cell of an h x w grid. */
export interface Predictions {
  /** Most likely class, flat. */
  readonly classes: Int32Array;
  /** Its softmax probability, flat; computed when called. */
  confidence(): Float32Array;
}

/**
 * Reads the head's decisions on the embedding's grid. Nothing here is connected to the gradient.
 * @param logits `[images, height, width, classCount]`, resized bilinearly where the grid differs
 */
export function predict(logits: tf.Tensor4D, size: readonly [number, number]): Predictions {
  const onGrid = (): tf.Tensor4D =>
    logits.shape[1] === size[0] && logits.shape[2] === size[1]
      ? logits
      : tf.image.resizeBilinear(logits, [size[0], size[1]], false, true);
  return {
    classes: tf.tidy(() => tf.argMax(onGrid(), -1).dataSync() as Int32Array),
    confidence: () => tf.tidy(() => tf.max(tf.softmax(onGrid()), -1).dataSync() as Float32Array),
  };
}
