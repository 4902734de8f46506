import * as tf from '@tensorflow/tfjs';

/** Whole numbers from -127 to 127, so that 0 stays 0 and none has a larger size than the others. */
const LEVELS = 127;

export interface Int8Tensor {
  /** As many as the tensor has elements. */
  readonly codes: Int8Array;
  /** An element is its code times its scale; there is one scale for what lies along the axes. */
  readonly scales: Float32Array;
}

/** The nearest codes, with scales by which the largest element is 127. @param axes share a scale; all of them where absent */
export function toInt8(values: tf.Tensor, axes?: readonly number[]): Int8Tensor {
  const [scales, codes] = tf.tidy(() => {
    const largest = values.abs().max(axes && [...axes], true);
    // A channel of zeros has codes of 0 by any scale.
    const scale = largest.div(LEVELS).maximum(1e-30);
    return [scale, values.div(scale).round()];
  }) as [tf.Tensor, tf.Tensor];
  const result = { codes: Int8Array.from(codes.dataSync()), scales: scales.dataSync<'float32'>().slice() };
  tf.dispose([scales, codes]);
  return result;
}

/** What those codes stand for. */
export function roundToInt8(values: tf.Tensor, axes?: readonly number[]): tf.Tensor {
  return tf.tidy(() => {
    const { codes, scales } = toInt8(values, axes);
    const shape = values.shape.map((size, axis) => (axes && !axes.includes(axis) ? size : 1));
    return tf.tensor(Float32Array.from(codes), values.shape).mul(tf.tensor(scales, shape));
  });
}
