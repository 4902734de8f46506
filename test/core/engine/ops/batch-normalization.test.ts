import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { normalizeBatch } from '../../../../src/core/engine/ops/batch-normalization.js';
import { onEachEngine } from '../../../helpers/engines.js';
import { finiteDifferences, randomTensor, relativeError } from '../numeric.js';

const EPSILON = 1e-5;

function statistics(x: ArrayLike<number>, channels: number) {
  const rows = x.length / channels;
  return Array.from({ length: channels }, (_, c) => {
    const values = Array.from({ length: rows }, (_, r) => x[r * channels + c]!);
    const mean = values.reduce((a, b) => a + b) / rows;
    return { mean, variance: values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / rows };
  });
}

/** Ioffe & Szegedy 2015, algorithm 1, in float64. */
function naive(x: ArrayLike<number>, gamma: ArrayLike<number>, beta: ArrayLike<number>): Float64Array {
  const channels = gamma.length;
  const stats = statistics(x, channels);
  return Float64Array.from(x as Float64Array, (value, i) => {
    const c = i % channels;
    return ((value - stats[c]!.mean) / Math.sqrt(stats[c]!.variance + EPSILON)) * gamma[c]! + beta[c]!;
  });
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).reduce((sum, v, i) => sum + v * b[i]!, 0);

for (const shape of [
  [2, 3, 5, 4],
  [1, 4, 1, 3],
  [7, 2],
]) {
  test.serial(`values, gradients and moving averages match the formula at [${shape}]`, async (t) => {
    const channels = shape.at(-1)!;
    await onEachEngine(({ name }) => {
      tf.tidy(() => {
        const x = randomTensor(shape, 1).add(3);
        const weights = randomTensor(shape, 2);
        const gamma = randomTensor<tf.Rank.R1>([channels], 3);
        const beta = randomTensor<tf.Rank.R1>([channels], 4);
        let moved: Float32Array[] = [];
        const state = {
          movingMean: tf.zeros([channels]) as tf.Tensor1D,
          movingVariance: tf.ones([channels]) as tf.Tensor1D,
          momentum: 0.9,
          epsilon: EPSILON,
          update: (...averages: tf.Tensor1D[]) => {
            moved = averages.map((average) => average.dataSync() as Float32Array);
          },
        };
        const f = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) =>
          normalizeBatch(a, b as tf.Tensor1D, c as tf.Tensor1D, state)
            .mul(weights)
            .sum() as tf.Scalar;
        const y = normalizeBatch(x, gamma, beta, state).dataSync();
        const gradients = tf.grads(f as (...args: tf.Tensor[]) => tf.Scalar)([x, gamma, beta]);

        const [xs, gs, bs, ws] = [x, gamma, beta, weights].map((tensor) => Float64Array.from(tensor.dataSync()));
        t.true(relativeError(y, naive(xs!, gs!, bs!)) < 1e-4, name);
        const expected = [
          finiteDifferences((v) => dot(naive(v, gs!, bs!), ws!), xs!),
          finiteDifferences((v) => dot(naive(xs!, v, bs!), ws!), gs!),
          finiteDifferences((v) => dot(naive(xs!, gs!, v), ws!), bs!),
        ];
        for (const [i, values] of expected.entries()) {
          t.true(relativeError(gradients[i]!.dataSync(), values) < 1e-4, `${name}: gradient ${i}`);
        }
        const rows = xs!.length / channels;
        const stats = statistics(xs!, channels);
        const means = stats.map(({ mean }) => 0.1 * mean);
        const variances = stats.map(({ variance }) => 0.9 + (0.1 * variance * rows) / (rows - 1));
        t.true(relativeError(moved[0]!, means) < 1e-4 && relativeError(moved[1]!, variances) < 1e-4, name);
      });
    });
  });
}
