import test from 'ava';
import type { ExampleSampler } from '../../../../src/core/interfaces/sampler.js';
import { RandomStream } from '../../../../src/core/random/random-stream.js';
import { drawNegatives, drawRows } from '../../../../src/plugins/pixel-contrast/examples/draws.js';
import {
  AllExamples,
  HardestExamples,
  RandomExamples,
  SemiHardExamples,
} from '../../../../src/plugins/pixel-contrast/index.js';

const SEEDS = 20_000;
const ROWS = 100;
const POOL_FRACTION = 0.1;

function logFactorials(n: number): number[] {
  const values = [0];
  for (let i = 1; i <= n; i++) values.push(values[i - 1]! + Math.log(i));
  return values;
}

/** P(X <= most) for X = marked rows among `drawn` of `total`, `marked` of which are marked. */
function hypergeometricCdf(total: number, marked: number, drawn: number, most: number): number {
  const f = logFactorials(total);
  const choose = (n: number, k: number) => (k < 0 || k > n ? -Infinity : f[n]! - f[k]! - f[n - k]!);
  let sum = 0;
  for (let x = 0; x <= most; x++) {
    sum += Math.exp(choose(marked, x) + choose(total - marked, drawn - x) - choose(total, drawn));
  }
  return sum;
}

/** Upper tail of chi-square by the Wilson–Hilferty cube root, good to a few per cent where it matters here. */
function chiSquareTail(statistic: number, freedom: number): number {
  const z = ((statistic / freedom) ** (1 / 3) - (1 - 2 / (9 * freedom))) / Math.sqrt(2 / (9 * freedom));
  const u = 1 / (1 + 0.3275911 * (Math.abs(z) / Math.SQRT2));
  const poly = u * (0.254829592 + u * (-0.284496736 + u * (1.421413741 + u * (-1.453152027 + u * 1.061405429))));
  const tail = (poly * Math.exp((-z * z) / 2)) / 2;
  return z > 0 ? tail : 1 - tail;
}

/** Selected rows when row `i` is the i-th hardest. */
function selection(sampler: ExampleSampler, wanted: number, seed: number, kind: 'positive' | 'negative'): Int32Array {
  const random = RandomStream.fromSeed(seed);
  const { draw, keep } = sampler.plan({ kind, available: ROWS, wanted });
  if (kind === 'positive') return drawRows(draw, ROWS, random).slice(0, keep);
  // Rows 0 … 99 are of class 1, forty more are of the anchors' own class 0 and lie between them in the random order.
  const classes = Int32Array.from({ length: ROWS + 40 }, (_, row) => (row < ROWS ? 1 : 0));
  const { rows, ranks, limits } = drawNegatives(
    classes,
    new Map([
      [0, draw],
      [1, 20],
    ]),
    random,
  );
  return rows.filter((row, i) => classes[row] === 1 && ranks[i]! < limits.get(0)!).slice(0, keep);
}

for (const kind of ['positive', 'negative'] as const) {
  test(`with c < n the rank of a selected ${kind} follows the exact law (chi-square, ${SEEDS} seeds)`, (t) => {
    const wanted = 4;
    const sampler = SemiHardExamples.create({ poolFraction: POOL_FRACTION });
    const { draw: c, keep: k } = sampler.plan({ kind, available: ROWS, wanted });
    t.deepEqual([c, k], [40, 4]);
    const observed = new Array<number>(ROWS).fill(0);
    for (let seed = 0; seed < SEEDS; seed++) {
      const rows = selection(sampler, wanted, seed, kind);
      t.is(rows.length, k);
      observed[rows[RandomStream.fromSeed(SEEDS + seed).integer(k)]!]!++;
    }
    const exact = observed.map((_, rank) => ((c / ROWS) * hypergeometricCdf(ROWS - 1, rank, c - 1, k - 1)) / k);
    t.true(Math.abs(exact.reduce((a, b) => a + b, 0) - 1) < 1e-9);

    // Ranks that are expected fewer than ten times are one cell.
    let statistic = 0;
    let cells = 0;
    let rare = { expected: 0, observed: 0 };
    exact.forEach((p, rank) => {
      if (p * SEEDS < 10) rare = { expected: rare.expected + p * SEEDS, observed: rare.observed + observed[rank]! };
      else {
        statistic += (observed[rank]! - p * SEEDS) ** 2 / (p * SEEDS);
        cells++;
      }
    });
    if (rare.expected > 5) {
      statistic += (rare.observed - rare.expected) ** 2 / rare.expected;
      cells++;
    }
    const p = chiSquareTail(statistic, cells - 1);
    t.log(`chi-square ${statistic.toFixed(1)} with ${cells - 1} degrees of freedom, p = ${p.toFixed(4)}`);
    t.true(p > 1e-4);
  });
}

test('the share of picks outside the literal pool follows 0.4 sqrt((1-f)(1-c/n)/K)', (t) => {
  const [n, wanted] = [20_000, 200];
  const sampler = SemiHardExamples.create({ poolFraction: POOL_FRACTION });
  const { draw: c, keep: k } = sampler.plan({ kind: 'negative', available: n, wanted });
  const pool = Math.ceil(POOL_FRACTION * n);
  let outside = 0;
  let picks = 0;
  for (let seed = 0; seed < 400; seed++) {
    for (const row of drawRows(c, n, RandomStream.fromSeed(seed)).slice(0, k)) {
      picks++;
      if (row >= pool) outside++;
    }
  }
  const expected = 0.4 * Math.sqrt(((1 - POOL_FRACTION) * (1 - c / n)) / wanted);
  t.log(`outside ${(outside / picks).toFixed(4)}, formula ${expected.toFixed(4)}`);
  t.true(Math.abs(outside / picks / expected - 1) < 0.2);
});

test('with c = n semi-hard is the literal definition: the hardest ceil(f n), at most K', (t) => {
  const sampler = SemiHardExamples.create();
  for (const available of [1, 9, 10, 11, 30, 367, 3670, 10_240]) {
    const plan = sampler.plan({ kind: 'positive', available, wanted: 1024 });
    t.deepEqual(plan, { draw: available, keep: Math.ceil(available / 10) }, `${available} rows`);
  }
  t.deepEqual(sampler.plan({ kind: 'negative', available: 180_000, wanted: 2048 }), { draw: 20_480, keep: 2048 });
});

test('the other samplers draw and keep what their names say', (t) => {
  const wanted = 5;
  const plans = [AllExamples.create(), RandomExamples.create(), HardestExamples.create()].map((sampler) => [
    sampler.plan({ kind: 'negative', available: 9, wanted }),
    sampler.plan({ kind: 'negative', available: 3, wanted }),
  ]);
  t.deepEqual(plans, [
    [
      { draw: 9, keep: 9 },
      { draw: 3, keep: 3 },
    ],
    [
      { draw: 5, keep: 5 },
      { draw: 3, keep: 3 },
    ],
    [
      { draw: 9, keep: 5 },
      { draw: 3, keep: 3 },
    ],
  ]);
});

test('one draw of negatives gives each class exactly what it wants, never a row of its own', (t) => {
  const random = RandomStream.fromSeed(1);
  for (let i = 0; i < 300; i++) {
    const classCount = 2 + random.integer(6);
    const size = classCount + random.integer(200);
    const skew = random.uniform() < 0.5 ? 1 : 3;
    const classes = Int32Array.from({ length: size }, () => Math.floor(classCount * random.uniform() ** skew));
    const wanted = new Map<number, number>();
    for (const classId of new Set(classes)) {
      wanted.set(classId, random.integer(classes.filter((other) => other !== classId).length + 1));
    }
    const { rows, ranks, limits } = drawNegatives(classes, wanted, random);
    for (const [classId, count] of wanted) {
      const own = rows.filter((row, j) => classes[row] !== classId && ranks[j]! < limits.get(classId)!);
      t.is(own.length, count);
    }
    t.deepEqual(
      [...rows],
      [...new Set(rows)].sort((a, b) => a - b),
    );
  }
});
