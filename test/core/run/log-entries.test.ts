import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { EvaluationReport, RunInfo, StepReport } from '../../../src/core/interfaces/hook.js';
import { JsonlLog, readLog } from '../../../src/core/run/log.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const STEP: StepReport = {
  iteration: 0,
  totalIterations: 9,
  epoch: 0,
  iterationsPerEpoch: 9,
  loss: 1.5,
  parts: { 'cross-entropy': 1.5 },
  learningRate: { head: 1 },
  time: { step: 5, data: 1 },
  figures: { contrast: { anchors: 7 } },
};
const EVALUATION: EvaluationReport = { iteration: 2, split: 'val', best: true, summary: { mIoU: 0.5 }, absent: [] };
const RUN: RunInfo = {
  startIteration: 2,
  evaluated: 2,
  totalIterations: 9,
  engine: { name: 'cpu', backend: 'cpu', threads: 1, reason: 'asked for' },
  classNames: [],
  metricNames: [],
  figures: { contrast: { anchors: { kind: 'count', chart: 'Anchors' } } },
  directory: '',
};

test('every n-th step is logged, and the last one', async (t) => {
  const file = join(temporaryFolder(t), 'log.jsonl');
  const log = new JsonlLog(file, 3);
  for (let iteration = 1; iteration <= 9; iteration++) await log.afterStep({ ...STEP, iteration });
  t.deepEqual(
    (await readLog(file)).map(({ iteration }) => iteration),
    [0, 3, 6, 8],
  );
});

test('a log says when and on what engine a run began, and then all that hooks are told', async (t) => {
  const file = join(temporaryFolder(t), 'log.jsonl');
  t.deepEqual(await readLog(file), []);
  const log = new JsonlLog(file, 1);
  await log.beforeTrain(RUN);
  await log.afterStep({ ...STEP, iteration: 3 });
  await log.afterEvaluate({ ...EVALUATION, iteration: 3 });
  const [start, ...rest] = await readLog(file);
  const { time, ...began } = start as { time: string };
  t.deepEqual(began as object, { event: 'start', iteration: 2, engine: 'cpu', figures: RUN.figures });
  t.true(Math.abs(Date.now() - Date.parse(time)) < 60_000, time);
  t.deepEqual(rest as object[], [
    { event: 'step', ...STEP, iteration: 2 },
    { event: 'evaluation', ...EVALUATION, iteration: 3 },
  ]);
  t.true(readFileSync(file, 'utf8').endsWith('}\n'));
});

test('a run that goes on keeps what lies before, with the evaluation of its checkpoint', async (t) => {
  const lines = [
    { event: 'start', iteration: 0, figures: {} },
    { event: 'step', ...STEP, iteration: 1 },
    { event: 'evaluation', ...EVALUATION, iteration: 1 },
    { event: 'evaluation', ...EVALUATION, iteration: 2 },
    { event: 'start', iteration: 2 },
    { event: 'step', ...STEP, iteration: 2 },
    { event: 'evaluation', ...EVALUATION, iteration: 3 },
  ];
  const text = lines.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  const file = join(temporaryFolder(t, { 'log.jsonl': text }), 'log.jsonl');
  await new JsonlLog(file, 1).beforeTrain(RUN);
  const kept = await readLog(file);
  t.deepEqual(kept.slice(0, -1) as object[], lines.slice(0, 4));
});

test('lines that lack what readers of a log rely on are left out, NaN as null is not', async (t) => {
  const { time: _, ...timeless } = STEP;
  const good = [
    { event: 'step', ...STEP, parts: { a: null }, learningRate: { head: null }, figures: { a: { b: [null, 'x'] } } },
    { event: 'evaluation', ...EVALUATION, summary: { mIoU: null } },
    { event: 'start', iteration: 0, figures: {} },
  ];
  const bad = [
    { ...timeless, event: 'step' },
    { ...STEP, event: 'step', time: { step: 1 } },
    { ...STEP, event: 'step', time: { data: 1 } },
    { ...STEP, event: 'step', parts: { a: 'x' } },
    { ...STEP, event: 'step', learningRate: undefined },
    { ...STEP, event: 'step', figures: { a: 1 } },
    { ...STEP, event: 'step', iteration: 0.5 },
    { ...STEP, event: 'stop' },
    { ...EVALUATION, event: 'evaluation', split: 1 },
    { ...EVALUATION, event: 'evaluation', summary: undefined },
    { ...EVALUATION, event: 'evaluation', iteration: -1 },
    { event: 'start' },
  ];
  const text = [...bad, ...good].map((entry) => JSON.stringify(entry)).join('\n');
  const file = join(temporaryFolder(t, { 'log.jsonl': text }), 'log.jsonl');
  t.deepEqual(await readLog(file), good as never);
});

test('the lines of an earlier version, whose losses had no declared figures, are kept', async (t) => {
  const { figures: _, ...step } = STEP;
  const old = [
    { event: 'start', iteration: 0, engine: 'cpu', time: '' },
    { event: 'step', ...step, metrics: { contrast: { anchors: 7 } } },
  ];
  const text = old.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  const file = join(temporaryFolder(t, { 'log.jsonl': text }), 'log.jsonl');
  t.deepEqual(await readLog(file), old.map((entry) => ({ ...entry, figures: {} })) as never);
});
