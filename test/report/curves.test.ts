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
    metrics: { contrast },
  }) as LogEntry;

const bank = {
  bankFill: [
    [5, 15],
    [1, 0],
  ],
  bankCapacity: [20, 2],
};

const log: LogEntry[] = [
  { event: 'start', iteration: 0, engine: 'cpu', time: '' },
  step(0, { idle: 'warm-up', ...bank }),
  step(2, { hardShare: [0.2, null, 0.6], ...bank }),
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

test('banks are filled to a share of classes times capacity; hard shares are averaged over classes with anchors', (t) => {
  t.deepEqual(points('Bank fill'), [
    [
      [0, 50],
      [2, 50],
    ],
    [
      [0, 25],
      [2, 25],
    ],
  ]);
  t.deepEqual(points('Hard anchors'), [[[2, 40]]]);
});

test('learning rates that never differ are one curve', (t) => {
  t.is(points('Learning rate').length, 1);
  t.is(points('Learning rate', [step(0, {}, 0.5), step(1, {}, 0.1)]).length, 2);
});

test('metrics are in percent, and an empty log has no curves', (t) => {
  t.deepEqual(points('mIoU on val'), [[[3, 50]]]);
  t.deepEqual(readCurves([], 'mIoU'), []);
});
