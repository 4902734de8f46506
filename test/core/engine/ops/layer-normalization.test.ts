import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { normalizeChannels } from '../../../../src/core/engine/ops/layer-normalization.js';
import { onEachEngine } from '../../../helpers/engines.js';
import { finiteDifferences, randomTensor, relativeError } from '../numeric.js';

const EPSILON = 1e-5;

/** Ba et al. 2016, eq. 3, in float64. */
function naive(x: ArrayLike<number>, gamma: ArrayLike<number>, beta: ArrayLike<number>): Float64Array {
  const channels = gamma.length;
  const result = new Float64Array(x.length);
  for (let start = 0; start < x.length; start += channels) {
    const row = Array.from({ length: channels }, (_, c) => x[start + c]!);
    const mean = row.reduce((a, b) => a + b) / channels;
    const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / channels;
    row.forEach((value, c) => {
      result[start + c] = ((value - mean) / Math.sqrt(variance + EPSILON)) * gamma[c]! + beta[c]!;
    });
  }
  return result;
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).reduce((sum, v, i) => sum + v * b[i]!, 0);

for (const shape of [
  [2, 3, 5, 4],
  [1, 1, 2, 7],
]) {
  test.serial(`values and gradients of layer norm match the formula at [${shape}]`, async (t) => {
    const channels = shape.at(-1)!;
    await onEachEngine(({ name }) => {
      tf.tidy(() => {
        const x = randomTensor(shape, 1).mul(2).add(3);
        const weights = randomTensor(shape, 2);
        const gamma = randomTensor<tf.Rank.R1>([channels], 3);
        const beta = randomTensor<tf.Rank.R1>([channels], 4);
        const normalize = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) =>
          normalizeChannels(a, b as tf.Tensor1D, c as tf.Tensor1D, EPSILON);
        const y = normalize(x, gamma, beta).dataSync();
        const gradients = tf.grads(((...args: [tf.Tensor, tf.Tensor, tf.Tensor]) =>
          normalize(...args)
            .mul(weights)
            .sum()) as (...args: tf.Tensor[]) => tf.Scalar)([x, gamma, beta]);

        const [xs, gs, bs, ws] = [x, gamma, beta, weights].map((tensor) => Float64Array.from(tensor.dataSync()));
        t.true(relativeError(y, naive(xs!, gs!, bs!)) < 1e-5, name);
        const expected = [
          finiteDifferences((v) => dot(naive(v, gs!, bs!), ws!), xs!),
          finiteDifferences((v) => dot(naive(xs!, v, bs!), ws!), gs!),
          finiteDifferences((v) => dot(naive(xs!, gs!, v), ws!), bs!),
        ];
        for (const [i, values] of expected.entries()) {
          t.true(relativeError(gradients[i]!.dataSync(), values) < 1e-4, `${name}: gradient ${i}`);
        }
      });
    });
  });
}
