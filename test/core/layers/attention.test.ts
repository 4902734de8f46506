import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { Attention } from '../../../src/core/layers/attention.js';
import { onEachEngine } from '../../helpers/engines.js';
import { finiteDifferences, randomTensor, relativeError } from '../engine/numeric.js';

const [BATCH, CHANNELS] = [2, 6];
/** Queries, and keys and values: maps of different sizes. */
const [QUERIES, KEYS] = [
  [BATCH, 3, 2, CHANNELS],
  [BATCH, 2, 2, CHANNELS],
] as const;

/** Vaswani et al. 2017, eq. 1, one head and one pixel after the other, in float64. */
function naive(q: ArrayLike<number>, k: ArrayLike<number>, v: ArrayLike<number>, heads: number): Float64Array {
  const [pixels, others, size] = [QUERIES[1] * QUERIES[2], KEYS[1] * KEYS[2], CHANNELS / heads];
  const result = new Float64Array(q.length);
  for (let b = 0; b < BATCH; b++)
    for (let head = 0; head < heads; head++)
      for (let i = 0; i < pixels; i++) {
        const own = (b * pixels + i) * CHANNELS + head * size;
        const other = (j: number) => (b * others + j) * CHANNELS + head * size;
        const weights = Array.from({ length: others }, (_, j) => {
          let product = 0;
          for (let c = 0; c < size; c++) product += q[own + c]! * k[other(j) + c]!;
          return Math.exp(product / Math.sqrt(size));
        });
        const sum = weights.reduce((a, w) => a + w);
        for (let j = 0; j < others; j++)
          for (let c = 0; c < size; c++) result[own + c]! += (weights[j]! / sum) * v[other(j) + c]!;
      }
  return result;
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).reduce((sum, x, i) => sum + x * b[i]!, 0);

for (const heads of [1, 3]) {
  test.serial(`attention with ${heads} heads and its gradients match naive loops`, async (t) => {
    await onEachEngine(({ name }) => {
      tf.tidy(() => {
        const layer = new Attention({ name: 'attention', heads });
        const maps = [QUERIES, KEYS, KEYS].map((shape, i) => randomTensor([...shape], i + 1));
        const weights = randomTensor([...QUERIES], 4);
        const y = layer.apply(maps) as tf.Tensor;
        t.deepEqual(y.shape, [...QUERIES]);
        const gradients = tf.grads((...args) => (layer.apply(args) as tf.Tensor).mul(weights).sum())(maps);

        const [q, k, v, w] = [...maps, weights].map((map) => Float64Array.from(map.dataSync()));
        t.true(relativeError(y.dataSync(), naive(q!, k!, v!, heads)) < 1e-5, name);
        const expected = [
          finiteDifferences((x) => dot(naive(x, k!, v!, heads), w!), q!),
          finiteDifferences((x) => dot(naive(q!, x, v!, heads), w!), k!),
          finiteDifferences((x) => dot(naive(q!, k!, x, heads), w!), v!),
        ];
        for (const [i, values] of expected.entries()) {
          t.true(relativeError(gradients[i]!.dataSync(), values) < 1e-4, `${name}: gradient ${i}`);
        }
      });
    });
  });
}
