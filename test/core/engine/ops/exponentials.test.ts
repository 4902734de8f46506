import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { expWithSum, softplusAndSigmoid } from '../../../../src/core/engine/ops/exponentials.js';
import { onEachEngine } from '../../../helpers/engines.js';

/** Enough for two threads, and columns that end within a vector instruction. */
const [ROWS, COLUMNS] = [2100, 517];
const values = Float32Array.from({ length: ROWS * COLUMNS }, (_, i) => Math.sin(i) * (i % 7 === 0 ? 86 : 12));
const matrix = () => tf.tensor2d(values, [ROWS, COLUMNS]);

test('exponentials and their row sums equal float64 to a few units in the last place', async (t) => {
  await onEachEngine(({ name }) => {
    tf.tidy(() => {
      const result = expWithSum(matrix());
      t.true(largestError(result.values, (i) => Math.exp(values[i]!)) < 1e-6, name);
      t.true(largestError(result.sum, (row) => rowSum(row, (i) => Math.exp(values[i]!))) < 1e-6, name);
    });
  });
});

test('softplus and its slope equal float64, also where softplus is tiny', async (t) => {
  await onEachEngine(({ name }) => {
    tf.tidy(() => {
      const { softplusSum, sigmoid: slope, sigmoidSum } = softplusAndSigmoid(matrix());
      const sigmoid = (i: number) => 1 / (1 + Math.exp(-values[i]!));
      t.true(largestError(slope, sigmoid) < 1e-5, name);
      t.true(largestError(sigmoidSum, (row) => rowSum(row, sigmoid)) < 1e-5, name);
      t.true(largestError(softplusSum, (row) => rowSum(row, (i) => Math.log1p(Math.exp(values[i]!)))) < 1e-5, name);
      const tiny = softplusAndSigmoid(tf.tensor2d([[-30], [-60]]));
      t.true(largestError(tiny.softplusSum, (row) => Math.exp(row === 0 ? -30 : -60)) < 1e-5, name);
    });
  });
});

test('what lies outside of float32 becomes 0, infinity or NaN', async (t) => {
  await onEachEngine(({ name }) => {
    tf.tidy(() => {
      const { values: powers } = expWithSum(tf.tensor2d([[-1e30, -200, 200, Number.POSITIVE_INFINITY, Number.NaN, 0]]));
      const infinity = Number.POSITIVE_INFINITY;
      t.deepEqual([...powers.dataSync()], [0, 0, infinity, infinity, Number.NaN, 1], name);
    });
  });
});

function rowSum(row: number, term: (i: number) => number): number {
  let sum = 0;
  for (let i = row * COLUMNS; i < (row + 1) * COLUMNS; i++) sum += term(i);
  return sum;
}

function largestError(tensor: tf.Tensor, expected: (i: number) => number): number {
  let worst = 0;
  Array.from(tensor.dataSync()).forEach((value, i) => {
    worst = Math.max(worst, Math.abs(value - expected(i)) / expected(i));
  });
  return worst;
}
