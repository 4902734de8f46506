import * as tf from '@tensorflow/tfjs';
import { RandomStream } from '../../../src/core/random/random-stream.js';

/** Normal values, the same for the same seed. */
export function randomValues(size: number, seed: number): Float32Array {
  const random = RandomStream.fromSeed(seed);
  return Float32Array.from({ length: size }, () => random.normal());
}

export function randomTensor<R extends tf.Rank>(shape: tf.ShapeMap[R], seed: number): tf.Tensor<R> {
  return tf.tensor(randomValues(tf.util.sizeFromShape(shape), seed), shape, 'float32');
}

/** Largest difference, relative to the largest expected value (at least 1e-3). */
export function relativeError(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  let [difference, scale] = [0, 1e-3];
  for (let i = 0; i < found.length; i++) {
    difference = Math.max(difference, Math.abs(found[i]! - expected[i]!));
    scale = Math.max(scale, Math.abs(expected[i]!));
  }
  return difference / scale;
}

/** Central differences of a scalar function of float64 values. */
export function finiteDifferences(f: (x: Float64Array) => number, at: ArrayLike<number>, step = 1e-5): Float64Array {
  const x = Float64Array.from(at);
  return x.map((value, i) => {
    x[i] = value + step;
    const above = f(x);
    x[i] = value - step;
    const below = f(x);
    x[i] = value;
    return (above - below) / (2 * step);
  });
}
