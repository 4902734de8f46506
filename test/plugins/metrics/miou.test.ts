import { spawnSync } from 'node:child_process';
import test from 'ava';
import { ConfusionMatrix } from '../../../src/core/evaluation/confusion-matrix.js';
import type { MetricResult } from '../../../src/core/interfaces/metric.js';
import { RandomStream } from '../../../src/core/random/random-stream.js';
import { Miou } from '../../../src/plugins/metrics/miou.js';

const compute = (matrix: readonly (readonly number[])[], beta = 1) =>
  Miou.create({ beta }).compute(new ConfusionMatrix(matrix.length, matrix.flat()), []);

test('the figures of a matrix that can be worked out by hand', (t) => {
  const { summary, perClass } = compute([
    [3, 1],
    [2, 4],
  ]);
  t.deepEqual(perClass!.IoU, [3 / 6, 4 / 7]);
  t.deepEqual(perClass!.Acc, [3 / 4, 4 / 6]);
  t.deepEqual(perClass!.Dice, [6 / 9, 8 / 11]);
  t.is(summary.aAcc, 7 / 10);
  t.is(summary.mIoU, (3 / 6 + 4 / 7) / 2);
});

test('with beta 1 the F-score is the Dice coefficient, and a large beta makes it recall', (t) => {
  const matrix = [
    [30, 4, 1],
    [2, 8, 0],
    [5, 1, 9],
  ];
  const even = compute(matrix);
  for (const [c, value] of even.perClass!.Fscore!.entries()) {
    t.true(Math.abs(value - even.perClass!.Dice![c]!) < 1e-12);
  }
  const recall = compute(matrix, 1e6).perClass!;
  for (const [c, value] of recall.Fscore!.entries()) t.true(Math.abs(value - recall.Acc![c]!) < 1e-9);
});

test('a class absent from truth and prediction is left out of the means; one only predicted counts as 0', (t) => {
  const absent = compute([
    [5, 0, 0],
    [1, 4, 0],
    [0, 0, 0],
  ]);
  t.true(Number.isNaN(absent.perClass!.IoU![2]));
  t.is(absent.summary.mIoU, (5 / 6 + 4 / 5) / 2);
  const predicted = compute([
    [5, 0, 1],
    [1, 4, 0],
    [0, 0, 0],
  ]);
  t.is(predicted.perClass!.IoU![2], 0);
  t.true(Number.isNaN(predicted.perClass!.Acc![2]));
  t.is(predicted.summary.mAcc, (5 / 6 + 4 / 5) / 2);
});

test('numpy with the definitions of mmsegmentation gives the same on 100 random matrices', (t) => {
  const random = RandomStream.fromSeed(3);
  const matrices = Array.from({ length: 100 }, () => randomMatrix(random));
  const python = spawnSync('python3', ['bench/peer/metrics.py'], { input: JSON.stringify(matrices), encoding: 'utf8' });
  if (python.status !== 0) {
    t.log(
      `skipped: python3 with numpy is needed (${python.error?.message ?? python.stderr.trim().split('\n').at(-1)})`,
    );
    return t.pass();
  }
  const theirs: MetricResult[] = JSON.parse(python.stdout);
  matrices.forEach((matrix, i) => {
    const ours = compute(matrix);
    t.deepEqual(printed(ours.summary), printed(theirs[i]!.summary));
    for (const [name, values] of Object.entries(ours.perClass!)) {
      t.deepEqual(printed(values), printed(theirs[i]!.perClass![name]!), name);
    }
  });
});

/** 2–20 classes with counts of very different sizes; some classes are absent or never predicted. */
function randomMatrix(random: RandomStream): number[][] {
  const classes = 2 + random.integer(19);
  const truthless = random.integer(classes);
  return Array.from({ length: classes }, (_, row) =>
    Array.from({ length: classes }, (_, column) => {
      if (row === truthless || (column === truthless && random.uniform() < 0.5)) return 0;
      return Math.floor(10 ** random.between(0, row === column ? 9 : 7));
    }),
  );
}

/** Fifteen digits, many more than any table shows. */
function printed(values: Readonly<Record<string, number | null>> | readonly (number | null)[]): string[] {
  return Object.values(values).map((v) => (v === null || Number.isNaN(v) ? 'nan' : v.toPrecision(13)));
}
