import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { ContrasegError } from '../../../src/core/errors/index.js';
import type { RunInfo, StepReport } from '../../../src/core/interfaces/hook.js';
import { JsonlLog, readLog } from '../../../src/core/run/log.js';
import { failEachCall } from '../../helpers/faults.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const step = (iteration: number): StepReport => ({
  iteration,
  totalIterations: 9,
  epoch: 0,
  iterationsPerEpoch: 9,
  loss: Number.NaN,
  parts: { 'cross-entropy': Number.NaN },
  learningRate: { head: 1 },
  time: { step: 5, data: 1 },
  figures: { contrast: { idle: 'warm-up' } },
});

const line = (iteration: number) => `${JSON.stringify({ event: 'step', ...step(iteration) })}\n`;
const run: RunInfo = {
  startIteration: 2,
  totalIterations: 9,
  engine: { name: 'cpu', backend: 'cpu', threads: 1, reason: 'asked for' },
  classNames: [],
  metricNames: [],
  figures: {},
  directory: '',
};

test('lines that are no entries are left out: null, numbers, other objects, a line cut off', async (t) => {
  const evaluation = '{"event":"evaluation","iteration":2,"split":"val","summary":{"mIoU":null}}\n';
  const odd = [
    'null',
    '7',
    '[]',
    '"step"',
    '{}',
    '{"event":"step","iteration":1}',
    '{"event":"step","iteration":-1}',
    'x',
  ];
  const text = `${odd.join('\n')}\n${line(0)}\n${evaluation}${line(1)}{"event":"st`;
  const file = join(temporaryFolder(t, { 'log.jsonl': text }), 'log.jsonl');
  t.deepEqual(
    (await readLog(file)).map(({ event, iteration }) => [event, iteration]),
    [
      ['step', 0],
      ['evaluation', 2],
      ['step', 1],
    ],
  );
});

test('going on repairs a log whose last line was cut, and drops the steps that come again', async (t) => {
  const text = `${line(0)}null\n${line(1)}${line(2)}${line(3).slice(0, 30)}`;
  const file = join(temporaryFolder(t, { 'log.jsonl': text }), 'log.jsonl');
  const log = new JsonlLog(file, 1);
  await log.beforeTrain(run);
  await log.afterStep(step(3));
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const events = lines.map((entry) => JSON.parse(entry) as { event: string; iteration: number });
  t.deepEqual(
    events.map(({ event, iteration }) => `${event} ${iteration}`),
    ['step 0', 'step 1', 'start 2', 'step 2'],
  );
});

test.serial('whichever call fails while a run logs, every line is whole and the error names the log', async (t) => {
  const file = join(temporaryFolder(t), 'log.jsonl');
  const action = async () => {
    const log = new JsonlLog(file, 1);
    await log.beforeTrain(run);
    await log.afterStep(step(3));
  };
  const calls = await failEachCall(['ENOSPC', 'EIO'], { shortWrites: 50 }, action, async (error, fault) => {
    if (error) {
      t.is((error as ContrasegError).code, 'CONTRASEG_CANNOT_WRITE', fault);
      t.is((error as ContrasegError).problems[0]!.file, file, fault);
    }
    const lines = readFileSync(file, { encoding: 'utf8', flag: 'a+' }).split('\n');
    t.is(lines.pop(), '', fault);
    for (const text of lines) t.notThrows(() => JSON.parse(text), fault);
  });
  t.true(calls > 25, `${calls} calls`);
});

test('an evaluation that the checkpoint does not know is dropped, since it comes again', async (t) => {
  const evaluation = '{"event":"evaluation","iteration":2,"split":"val","summary":{"mIoU":0.5}}\n';
  for (const evaluated of [undefined, 1, 2]) {
    const file = join(temporaryFolder(t, { 'log.jsonl': `${line(1)}${evaluation}` }), 'log.jsonl');
    await new JsonlLog(file, 1).beforeTrain({ ...run, evaluated });
    const kept = (await readLog(file)).map(({ event }) => event);
    t.deepEqual(kept, evaluated === 2 ? ['step', 'evaluation', 'start'] : ['step', 'start']);
  }
});
