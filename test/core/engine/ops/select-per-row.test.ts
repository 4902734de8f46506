import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import {
  selectPerRow,
  spreadPerRow,
  sumSelectedRows,
} from '../../../../src/core/engine/ops/select-per-row/select-per-row.js';
import { engines, onEachEngine, useEngine } from '../../../helpers/engines.js';

/** TensorFlow counts subnormal numbers as 0, so there are none here. */
const SMALLEST = 2 ** -126;

const row = fc.oneof(
  fc
    .array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 60 })
    .map((values) => values.map((value) => (Math.abs(value) < SMALLEST ? 0 : value))),
  fc.array(fc.constantFrom(...[-1, -0, 0, 0.5, SMALLEST, -1e30].map(Math.fround)), { minLength: 1, maxLength: 300 }),
  fc
    .tuple(fc.integer({ min: 300, max: 3000 }), fc.integer())
    .map(([size, seed]) =>
      Array.from({ length: size }, (_, i) => Math.fround(Math.sin((i + 1) * (seed % 997) * 0.37))),
    ),
);

for (const engine of ['cpu', 'native-cpu'] as const) {
  test(`${engine}: the selection equals that of a full stable sort, ties going to the lower column`, async (t) => {
    if (!(await engines()).includes(engine)) {
      t.pass(`${engine} does not load here`);
      return;
    }
    await useEngine(engine);
    fc.assert(
      fc.property(
        row,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        fc.nat(),
        (values, share, up, mask) => {
          const allowed = Uint8Array.from(values, (_, i) => Number(mask % 2 === 0 || (i * mask) % 3 !== 0 || i === 0));
          const everything = new Uint8Array(values.length).fill(1);
          const open = [...values.keys()].filter((i) => allowed[i] === 1);
          const k = 1 + Math.floor(share * (open.length - 1));
          const sorted = open.sort((a, b) => (up ? values[b]! - values[a]! : values[a]! - values[b]!) || a - b);
          const expected = sorted.slice(0, k).sort((a, b) => a - b);
          return tf.tidy(() => {
            const matrix = tf.tensor2d([values, values]);
            const result = selectPerRow(matrix, k, up ? 'largest' : 'smallest', {
              masks: [everything, allowed],
              maskOfRow: [1, 1],
            });
            const columns = result.columns.dataSync();
            const spread = spreadPerRow(result, values.length).arraySync()[1]!;
            const marked = values.map((value, i) => (expected.includes(i) ? value : 0));
            return (
              [...expected, ...expected].every((column, i) => column === columns[i]) &&
              marked.every((value, i) => value === spread[i]) &&
              spreadPerRow(result, 5, 2)
                .arraySync()[0]!
                .every((value, i) => value === (marked[2 + i] ?? 0))
            );
          });
        },
      ),
      { seed: 3, numRuns: 1500 },
    );
    t.pass();
  });
}

test('each row reads its own mask, and without one everything counts', async (t) => {
  await onEachEngine(({ name }) => {
    tf.tidy(() => {
      const row = [5, 1, 3, 4];
      const matrix = tf.tensor2d([row, row]);
      const masks = [Uint8Array.of(0, 1, 1, 1), Uint8Array.of(1, 1, 0, 1)];
      const masked = selectPerRow(matrix, 2, 'largest', { masks, maskOfRow: [1, 0] });
      t.deepEqual(
        masked.columns.arraySync(),
        [
          [0, 3],
          [2, 3],
        ],
        name,
      );
      t.deepEqual(selectPerRow(matrix, 1, 'largest').columns.arraySync(), [[0], [0]], name);
    });
  });
});

test('a matrix for several threads gives the same on every engine', async (t) => {
  const [rows, columns] = [64, 4096];
  const values = Float32Array.from({ length: rows * columns }, (_, i) => Math.fround(Math.sin(i * i)));
  const masks = [0, 1, 2].map((mask) => Uint8Array.from({ length: columns }, (_, i) => Number(i % 5 !== mask)));
  const maskOfRow = Array.from({ length: rows }, (_, row) => row % 3);
  const results: unknown[] = [];
  await onEachEngine(() => {
    tf.tidy(() => {
      const selection = selectPerRow(tf.tensor2d(values, [rows, columns]), 409, 'smallest', { masks, maskOfRow });
      results.push([selection.columns.arraySync(), selection.values.arraySync()]);
    });
  });
  for (const result of results) t.deepEqual(result, results.at(-1));
});

test('a row of NaN gives NaN instead of a choice', async (t) => {
  await onEachEngine(({ name }) => {
    tf.tidy(() => {
      const { values } = selectPerRow(tf.fill([1, 40], Number.NaN), 3, 'largest');
      t.true(values.dataSync().every(Number.isNaN), name);
    });
  });
});

test('the sum of selected rows is the product with the spread matrix, few of them or many', async (t) => {
  await onEachEngine(({ name }) => {
    for (const [rows, columns, k, dimension] of [
      [3, 40, 7, 5],
      [70, 3000, 300, 256],
      [9, 50, 50, 3],
      [2, 9, 1, 1],
    ] as const) {
      tf.tidy(() => {
        const selection = selectPerRow(tf.randomNormal([rows, columns], 0, 1, 'float32', k), k, 'largest');
        const table = tf.randomNormal<tf.Rank.R2>([columns, dimension], 0, 1, 'float32', rows);
        const found = sumSelectedRows(selection, table);
        const expected = tf.matMul(spreadPerRow(selection, columns), table);
        t.deepEqual(found.shape, [rows, dimension]);
        t.true(tf.max(tf.abs(tf.sub(found, expected))).dataSync()[0]! < 1e-3, `${name}: ${rows} x ${columns}`);
      });
    }
  });
});
