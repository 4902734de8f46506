import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { selectPerRow, spreadPerRow } from '../../../../src/core/engine/ops/select-per-row.js';
import { useEngine } from '../../../helpers/engines.js';

const row = fc.oneof(
  fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 60 }),
  fc.array(fc.constantFrom(...[-1, -0, 0, 0.5, 1e-40, -1e30].map(Math.fround)), { minLength: 1, maxLength: 300 }),
  fc
    .tuple(fc.integer({ min: 300, max: 3000 }), fc.integer())
    .map(([size, seed]) =>
      Array.from({ length: size }, (_, i) => Math.fround(Math.sin((i + 1) * (seed % 997) * 0.37))),
    ),
);

test('the selection equals that of a full stable sort, ties going to the lower column', async (t) => {
  await useEngine('cpu');
  fc.assert(
    fc.property(row, fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean(), fc.nat(), (values, share, up, mask) => {
      const allowed = Uint8Array.from(values, (_, i) => Number(mask % 2 === 0 || (i * mask) % 3 !== 0 || i === 0));
      const open = [...values.keys()].filter((i) => allowed[i] === 1);
      const k = 1 + Math.floor(share * (open.length - 1));
      const sorted = open.sort((a, b) => (up ? values[b]! - values[a]! : values[a]! - values[b]!) || a - b);
      const expected = sorted.slice(0, k).sort((a, b) => a - b);
      return tf.tidy(() => {
        const matrix = tf.tensor2d([values, values]);
        const result = selectPerRow(matrix, k, up ? 'largest' : 'smallest', () => allowed);
        const spread = spreadPerRow(result, values.length).arraySync()[1]!;
        const marked = values.map((value, i) => (expected.includes(i) ? value : 0));
        return (
          [...expected, ...expected].every((column, i) => column === result.columns[i]) &&
          marked.every((value, i) => value === spread[i]) &&
          spreadPerRow(result, 5, 2)
            .arraySync()[0]!
            .every((value, i) => value === (marked[2 + i] ?? 0))
        );
      });
    }),
    { seed: 3, numRuns: 1500 },
  );
  t.pass();
});

test('a row of NaN gives NaN instead of a choice', async (t) => {
  await useEngine('cpu');
  const matrix = tf.fill<tf.Rank.R2>([1, 40], Number.NaN);
  const { values } = selectPerRow(matrix, 3, 'largest');
  t.true(values.dataSync().every(Number.isNaN));
  tf.dispose([matrix, values]);
});
