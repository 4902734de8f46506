import test from 'ava';
import { ConfusionMatrix } from '../../../src/core/evaluation/confusion-matrix.js';
import { readMetrics } from '../../../src/core/evaluation/measure.js';
import type { Metric } from '../../../src/core/interfaces/metric.js';
import { distinctNames } from '../../../src/core/training/named-losses.js';

const CLASSES = ['road', 'tree', 'sky'].map((name) => ({ name, color: [0, 0, 0] as const }));

test('the figures of all metrics are put together, each from the whole matrix and the class list', (t) => {
  const confusion = new ConfusionMatrix(3, [5, 1, 0, 0, 0, 0, 2, 0, 1]);
  const seen: unknown[] = [];
  const first: Metric = {
    compute: (counts, classes) => {
      seen.push(counts, classes);
      return { summary: { a: 1 }, perClass: { A: [1, 2, 3] } };
    },
  };
  const second: Metric = { compute: () => ({ summary: { b: 2, c: 3 } }) };
  const { summary, perClass, absent } = readMetrics([first, second], { confusion }, CLASSES as never);
  t.deepEqual(seen, [confusion, CLASSES]);
  t.deepEqual([summary, perClass], [{ a: 1, b: 2, c: 3 }, { A: [1, 2, 3] }]);
  t.deepEqual(absent, ['tree'], 'absent from the truth, though it was predicted');
});

test('components of one type are numbered from the second on, whatever stands between them', (t) => {
  t.deepEqual(distinctNames(['a', 'b', 'a', 'a', 'b', 'c']), ['a', 'b', 'a-2', 'a-3', 'b-2', 'c']);
});

test('a metric that reads images gets what it read of the images that were counted, the others nothing', (t) => {
  const given: unknown[][] = [];
  const listen = (metric: Partial<Metric>): Metric => ({
    ...metric,
    compute: (_confusion, _classes, readings) => {
      given.push([...readings]);
      return { summary: {} };
    },
  });
  const metrics = [listen({}), listen({ readImage: () => 'unused' })];
  const images = [{ readings: [undefined, 1] }, { readings: [undefined, 2] }];
  readMetrics(metrics, { confusion: new ConfusionMatrix(3), images }, CLASSES as never);
  readMetrics(metrics, { confusion: new ConfusionMatrix(3) }, CLASSES as never);
  t.deepEqual(given, [[], [1, 2], [], []]);
});
