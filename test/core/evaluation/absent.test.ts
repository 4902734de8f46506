import test from 'ava';
import { formatResult } from '../../../src/cli/tables/result-table.js';
import { readMetrics } from '../../../src/core/evaluation/measure.js';
import { Miou } from '../../../src/plugins/metrics/miou.js';

const classes = ['road', 'pole', 'fence'].map((name) => ({ name, color: [0, 0, 0] as const }));
const figures = (...counts: number[]) =>
  readMetrics([Miou.create({ beta: 1 })], { confusion: { classCount: 3, counts: Float64Array.from(counts) } }, classes);

test('classes that no pixel of the truth shows are named beside figures that stay what they were', (t) => {
  // Pole is predicted and never there: IoU 0. Fence is neither: left out.
  const result = figures(6, 2, 0, 0, 0, 0, 0, 0, 0);
  t.deepEqual(result.absent, ['pole', 'fence']);
  t.is(result.summary.mIoU, 6 / 8 / 2);
  t.regex(
    formatResult(result, classes),
    /absent: no pixel is of pole, fence; mIoU counts such a class as 0 where it was predicted/,
  );
  t.deepEqual(figures(1, 0, 0, 0, 1, 0, 0, 0, 1).absent, []);
  t.notRegex(formatResult(figures(1, 0, 0, 0, 1, 0, 0, 0, 1), classes), /absent/);
});

test('where nothing is labelled, the table says so and prints no NaN', (t) => {
  const text = formatResult(figures(0, 0, 0, 0, 0, 0, 0, 0, 0), classes);
  t.regex(text, /no pixel is labelled, so no figure is defined/);
  t.notRegex(text, /NaN/);
});
