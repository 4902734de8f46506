import test from 'ava';
import { RandomStream } from '../../../../src/core/random/random-stream.js';
import { drawOrder, drawRows } from '../../../../src/plugins/pixel-contrast/examples/draws.js';
import {
  AllExamples,
  HardestExamples,
  RandomExamples,
  SemiHardExamples,
} from '../../../../src/plugins/pixel-contrast/index.js';
import { tally, uniformChiSquare } from '../../../helpers/chi-square.js';

test('semi-hard counts are exact whatever the fraction: no row more for a rounding error', (t) => {
  for (const [numerator, denominator] of [
    [1, 10],
    [1, 20],
    [1, 100],
    [3, 10],
    [7, 100],
    [1, 3],
    [1, 1],
  ] as const) {
    const sampler = SemiHardExamples.create({ poolFraction: numerator / denominator });
    const wanted = 2048;
    const enough = Math.ceil((wanted * denominator) / numerator);
    for (let available = 1; available <= 3000; available++) {
      const keep = Math.min(wanted, Math.ceil((Math.min(available, enough) * numerator) / denominator));
      const plan = sampler.plan({ kind: 'negative', available, wanted });
      t.deepEqual(plan, { draw: Math.min(available, enough), keep }, `${available} rows, ${numerator}/${denominator}`);
    }
    for (let few = 1; few <= 300; few++) {
      const { draw } = sampler.plan({ kind: 'negative', available: 1e6, wanted: few });
      t.is(draw, Math.ceil((few * denominator) / numerator), `${few} wanted, ${numerator}/${denominator}`);
    }
  }
});

test('samplers ask for 1024 positives and 2048 negatives by default, or for what their options say', (t) => {
  const counts = { positives: 3, negatives: 4 };
  for (const sampler of [RandomExamples, HardestExamples, SemiHardExamples]) {
    const [standard, own] = [sampler.create(), sampler.create(counts)];
    t.deepEqual([standard.positives, standard.negatives], [1024, 2048]);
    t.deepEqual([own.positives, own.negatives], [3, 4]);
  }
  const all = AllExamples.create();
  t.deepEqual([all.positives, all.negatives], [Infinity, Infinity]);
});

for (const size of [4, 40, 400]) {
  test(`three of ${size} rows are drawn uniformly, in every order`, (t) => {
    const random = RandomStream.fromSeed(3);
    const firsts = [0, 1, 2].map((place) =>
      tally(8000, () => Math.floor((4 * drawOrder(3, size, random)[place]!) / size)),
    );
    for (const counts of firsts) {
      t.is(counts.size, 4);
      // p = 1e-4 with 3 degrees of freedom.
      t.true(uniformChiSquare([...counts.values()]) < 21.1);
    }
    for (let i = 0; i < 200; i++) {
      const rows = [...drawRows(3, size, random)];
      t.is(rows.length, 3);
      t.true(rows[0]! < rows[1]! && rows[1]! < rows[2]! && rows[0]! >= 0 && rows[2]! < size);
    }
  });
}

test('all rows in random order are each of the 24 orders equally often', (t) => {
  const random = RandomStream.fromSeed(4);
  const counts = tally(12_000, () => drawOrder(4, 4, random));
  t.is(counts.size, 24);
  // p = 1e-4 with 23 degrees of freedom.
  t.true(uniformChiSquare([...counts.values()]) < 55.5);
});
