import test from 'ava';
import type { LogEntry } from '../../src/core/run/log.js';
import { readCurves } from '../../src/report/data/curves.js';

const step = (iteration: number, contrast: Record<string, unknown>, head = 0.1): LogEntry =>
  ({
    event: 'step',
    iteration,
    totalIterations: 4,
    iterationsPerEpoch: 2,
    epoch: 0,
    loss: 2,
    parts: { 'cross-entropy': 1 / (iteration + 1), contrast: iteration },
    learningRate: { backbone: 0.1, head },
    time: { step: 100 + iteration, data: 3 },
    figures: { contrast },
  }) as LogEntry;

/** What the loss declares; `anchors` has no chart. */
const declared = {
  idle: { kind: 'idle' },
  anchors: { kind: 'count' },
  fill: { kind: 'share', per: ['first', 'second'], chart: 'Fill', unit: '% of capacity' },
  hard: { kind: 'share', per: 'class', chart: 'Hard' },
  margin: { kind: 'value', chart: 'Margin' },
} as const;
const bank = { fill: [0.5, 0.25], anchors: 7 };

const log: LogEntry[] = [
  { event: 'start', iteration: 0, engine: 'cpu', time: '', figures: { contrast: declared } },
  step(0, { idle: 'warm-up', ...bank }),
  step(2, { hard: [0.2, null, 0.6], margin: 3, ...bank }),
  { event: 'evaluation', iteration: 3, split: 'val', best: true, summary: { mIoU: 0.5 } },
];

const points = (title: string, entries = log) =>
  readCurves(entries, 'mIoU')
    .filter(({ chart }) => chart === title)
    .map(({ points }) => points.map(({ iteration, value }) => [iteration, Math.round(value * 1000) / 1000]));

test('a loss has no value while it is idle', (t) => {
  t.deepEqual(points('Loss: cross-entropy'), [
    [
      [0, 1],
      [2, 0.333],
    ],
  ]);
  t.deepEqual(points('Loss: contrast'), [[[2, 2]]]);
});

test('a figure with a chart is drawn: a line for each named entry, the mean over classes that have one, the number', (t) => {
  t.deepEqual(points('Fill'), [
    [
      [0, 50],
      [2, 50],
    ],
    [
      [0, 25],
      [2, 25],
    ],
  ]);
  t.deepEqual(points('Hard'), [[[2, 40]]]);
  t.deepEqual(points('Margin'), [[[2, 3]]]);
  const drawn = readCurves(log, 'mIoU').filter(({ chart }) => ['Fill', 'Hard', 'Margin'].includes(chart));
  t.deepEqual(
    drawn.map(({ series, unit }) => [series, unit]),
    [
      ['first', '% of capacity'],
      ['second', '% of capacity'],
      ['contrast', '%'],
      ['contrast', 'margin'],
    ],
  );
});

test('figures that nobody declares, or whose values are not what was declared, are not drawn', (t) => {
  const charts = (entries: LogEntry[]) => new Set(readCurves(entries, 'mIoU').map(({ chart }) => chart));
  t.false(charts(log.slice(1)).has('Fill'));
  const odd = [log[0]!, step(0, { fill: 3, hard: 'x', margin: [1] })];
  for (const title of ['Fill', 'Hard', 'Margin']) t.false(charts(odd).has(title), title);
});

test('where a run goes on with other figures, the last declaration counts', (t) => {
  const later = { margin: { kind: 'share', chart: 'Margin' } } as const;
  const again: LogEntry = { event: 'start', iteration: 3, engine: 'cpu', time: '', figures: { contrast: later } };
  t.deepEqual(points('Margin', [...log, again, step(3, { margin: 0.5 })]), [
    [
      [2, 300],
      [3, 50],
    ],
  ]);
});

test('learning rates that never differ are one curve', (t) => {
  t.is(points('Learning rate').length, 1);
  t.is(points('Learning rate', [step(0, {}, 0.5), step(1, {}, 0.1)]).length, 2);
});

test('metrics are in percent, and an empty log has no curves', (t) => {
  t.deepEqual(points('mIoU on val'), [[[3, 50]]]);
  t.deepEqual(readCurves([], 'mIoU'), []);
});
