import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { averageOfNeighbours, averagePooling, maxPoolingAfterRelu } from '../../../src/core/layers/pooling.js';
import { onEachEngine } from '../../helpers/engines.js';
import { randomTensor, relativeError } from '../engine/numeric.js';

interface Window {
  /** First row or column of cell i, and the one behind its last. */
  readonly extent: (i: number) => [from: number, to: number];
  readonly cells: (size: number) => number;
  readonly reduce: (values: number[]) => number;
}

/** PyTorch's pooling over an image of one channel, by the definition. */
function naive(image: Float32Array, [h, w]: [number, number], { extent, cells, reduce }: Window): number[] {
  const inside = (i: number, size: number) => {
    const [from, to] = extent(i);
    return Array.from({ length: to - from }, (_, k) => from + k).filter((at) => at >= 0 && at < size);
  };
  return Array.from({ length: cells(h) }, (_, y) =>
    Array.from({ length: cells(w) }, (_, x) =>
      reduce(inside(y, h).flatMap((row) => inside(x, w).map((column) => image[row * w + column]!))),
    ),
  ).flat();
}

const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
const threes = (i: number): [number, number] => [2 * i - 1, 2 * i + 2];

type Pool = (x: tf.SymbolicTensor) => tf.SymbolicTensor;

const CASES: Readonly<Record<string, [Pool, Window]>> = {
  'max pooling rounds down': [
    (x) => maxPoolingAfterRelu(x, { name: 'pool' }),
    { extent: threes, cells: (size) => Math.floor((size - 1) / 2) + 1, reduce: (values) => Math.max(...values) },
  ],
  'max pooling rounds up in ceil mode': [
    (x) => maxPoolingAfterRelu(x, { name: 'pool', ceilMode: true }),
    { extent: threes, cells: (size) => Math.ceil((size - 1) / 2) + 1, reduce: (values) => Math.max(...values) },
  ],
  'average pooling rounds up and leaves out the border': [
    (x) => averagePooling(x, 'pool'),
    {
      extent: (i) => [2 * i, 2 * i + 2],
      cells: (size) => Math.ceil(size / 2),
      reduce: (values) => sum(values) / values.length,
    },
  ],
  'the average of neighbours counts zeros behind the border': [
    (x) => averageOfNeighbours(x, 'pool'),
    { extent: (i) => [i, i + 2], cells: (size) => size, reduce: (values) => sum(values) / 4 },
  ],
};

for (const [title, [pool, window]] of Object.entries(CASES)) {
  test.serial(title, async (t) => {
    const input = tf.input({ shape: [null, null, 1] });
    const model = tf.model({ inputs: input, outputs: pool(input) });
    const size = fc.integer({ min: 2, max: 9 });
    await onEachEngine(({ name }) => {
      fc.assert(
        fc.property(size, size, fc.nat(99), (h, w, seed) => {
          tf.tidy(() => {
            const image = randomTensor<tf.Rank.R4>([1, h, w, 1], seed).abs();
            const expected = naive(image.dataSync() as Float32Array, [h, w], window);
            const found = (model.predict(image) as tf.Tensor).dataSync();
            t.true(relativeError(found, expected) < 1e-6, `${name}, ${h}x${w}`);
          });
        }),
        { numRuns: 15, seed: 1 },
      );
    });
  });

  test.serial(`${title}: its gradient is that of finite differences`, async (t) => {
    const input = tf.input({ shape: [null, null, 1] });
    const model = tf.model({ inputs: input, outputs: pool(input) });
    await onEachEngine(({ name }) => {
      tf.tidy(() => {
        const [h, w] = [5, 4];
        // Distances of at least 0.3, so that no step changes which cell is the largest.
        const values = Float32Array.from({ length: h * w }, (_, i) => 0.3 * ((i * 7) % (h * w)) + 0.3);
        const run = (x: tf.Tensor) => model.apply(x, { training: true }) as tf.Tensor;
        const weights = randomTensor(run(tf.tensor4d(values, [1, h, w, 1])).shape, 3);
        const objective = (x: tf.Tensor) => run(x).mul(weights).sum();
        const gradient = tf
          .grad(objective)(tf.tensor4d(values, [1, h, w, 1]))
          .dataSync();
        const step = 0.1;
        const expected = values.map((_, i) => {
          const at = (by: number) =>
            objective(
              tf.tensor4d(
                values.map((value, j) => (i === j ? value + by : value)),
                [1, h, w, 1],
              ),
            ).dataSync()[0]!;
          return (at(step) - at(-step)) / (2 * step);
        });
        t.true(relativeError(gradient, expected) < 1e-4, name);
      });
    });
  });
}
