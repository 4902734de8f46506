import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { transposeMatrices } from '../../../../src/core/engine/wasm/kernels/transpose-matrices.js';
import { onEachEngine } from '../../../helpers/engines.js';
import { randomTensor, relativeError } from '../numeric.js';

test.serial('transposed products match float64 loops over random shapes', async (t) => {
  const size = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 60, max: 140 }));
  await onEachEngine(({ name }) => {
    fc.assert(
      fc.property(fc.tuple(fc.integer({ min: 1, max: 2 }), size, size, size), fc.boolean(), fc.boolean(), (s, ta, tb) =>
        tf.tidy(() => {
          const [batch, m, k, n] = s;
          const a = randomTensor<tf.Rank.R3>(ta ? [batch, k, m] : [batch, m, k], 1);
          const b = randomTensor<tf.Rank.R3>(tb ? [batch, n, k] : [batch, k, n], 2);
          const [as, bs] = [a.dataSync(), b.dataSync()];
          const expected = new Float64Array(batch * m * n);
          for (let i = 0; i < expected.length; i++) {
            const [p, row, column] = [Math.floor(i / (m * n)), Math.floor(i / n) % m, i % n];
            for (let j = 0; j < k; j++) {
              const left = as[p * m * k + (ta ? j * m + row : row * k + j)]!;
              expected[i]! += left * bs[p * k * n + (tb ? column * k + j : j * n + column)]!;
            }
          }
          return relativeError(tf.matMul(a, b, ta, tb).dataSync(), expected) < 1e-4;
        }),
      ),
      { numRuns: 25, seed: 13 },
    );
    t.log(name);
  });
  t.pass();
});

test.serial('block transposition moves every element to its place', async (t) => {
  const size = fc.integer({ min: 1, max: 200 });
  await onEachEngine(() => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), size, size, (batch, rows, columns) =>
        tf.tidy(() => {
          const x = tf.range(0, batch * rows * columns).reshape([batch, rows, columns]);
          const [found, expected] = [transposeMatrices(x), tf.transpose(x, [0, 2, 1])];
          return tf.util.arraysEqual(found.dataSync(), expected.dataSync());
        }),
      ),
      { numRuns: 25, seed: 14 },
    );
  });
  t.pass();
});

test.serial('gathering rows sends their gradients back, also for rows taken twice', async (t) => {
  await onEachEngine(({ name }) => {
    tf.tidy(() => {
      const weights = randomTensor<tf.Rank.R2>([5, 2], 3);
      const indices = [4, 0, 4, 2, 4];
      const take = (x: tf.Tensor) => tf.gather(x, tf.tensor1d(indices, 'int32')).mul(weights).sum();
      const found = tf
        .grad(take)(tf.ones([6, 2]))
        .dataSync();
      const expected = new Float64Array(12);
      for (const [i, row] of indices.entries()) {
        for (const c of [0, 1]) expected[row * 2 + c]! += weights.dataSync()[i * 2 + c]!;
      }
      t.true(relativeError(found, expected) < 1e-6, name);
    });
  });
});

test.serial('segment sums drop rows whose segment is out of range', async (t) => {
  await onEachEngine(({ name }) => {
    tf.tidy(() => {
      const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
      const sums = tf.unsortedSegmentSum(x, tf.tensor1d([1, -1, 1], 'int32'), 3);
      t.deepEqual([...sums.dataSync()], [0, 0, 6, 8, 0, 0], name);
    });
  });
});
