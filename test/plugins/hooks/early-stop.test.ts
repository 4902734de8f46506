import { join } from 'node:path';
import test from 'ava';
import { train } from '../../../src/api/train.js';
import type { RunInfo } from '../../../src/core/interfaces/hook.js';
import { EarlyStop } from '../../../src/plugins/hooks/early-stop.js';
import { TINY_CONFIG } from '../../helpers/config.js';
import { interruptedAfter } from '../../helpers/run.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const OPTIONS = { metric: 'mIoU', patience: 2, minDelta: 0 };
const RUN: RunInfo = {
  directory: 'run',
  totalIterations: 100,
  startIteration: 0,
  engine: { name: 'wasm', backend: 'wasm', threads: 1, reason: 'asked for' },
  classNames: ['a', 'b'],
  metricNames: ['mIoU', 'pixelAccuracy'],
  figures: {},
};

/** After how many evaluations it ends a run; 0 for never. */
function evaluationsUntilStop(values: readonly number[], hook = EarlyStop.create(OPTIONS)): number {
  let stopped = false;
  hook.beforeTrain(RUN, {
    stop: () => {
      stopped = true;
    },
  });
  return (
    values.findIndex((mIoU) => {
      hook.afterEvaluate({ summary: { mIoU }, iteration: 0, split: 'val', best: false });
      return stopped;
    }) + 1
  );
}

test('a run ends when its metric has not risen for as many evaluations as its patience', (t) => {
  t.is(evaluationsUntilStop([0.1, 0.2, 0.2, 0.1]), 4);
  t.is(evaluationsUntilStop([0.1, 0.2, 0.2, 0.3, 0.1]), 0);
  t.is(evaluationsUntilStop([0.1, 0.15, 0.19], EarlyStop.create({ ...OPTIONS, minDelta: 0.1 })), 3);
});

test('a metric that is no number has not risen, and does not stand in the way of the first one that is', (t) => {
  t.is(evaluationsUntilStop([Number.NaN, Number.NaN]), 2);
  t.is(evaluationsUntilStop([Number.NaN, 0.1, 0.2, Number.NaN, 0.3]), 0);
});

test.serial(
  'an interruption makes it forget nothing: the resumed run ends where the uninterrupted one does',
  async (t) => {
    const folder = temporaryFolder(t);
    const config = {
      ...TINY_CONFIG,
      engine: 'wasm',
      optimizer: { type: 'sgd', learningRate: 1e-9 },
      hooks: [{ type: 'early-stop', patience: 3 }],
    };
    const set = ['trainer.iterations=20', 'trainer.evaluateEvery=2'];
    const whole = await train({ config, set, out: join(folder, 'whole') });
    t.true(whole.iteration < 20, 'it ends early');
    for (const step of [3, whole.iteration - 2]) {
      const parts = { config, set, out: join(folder, `parts-${step}`) };
      await interruptedAfter(step, parts);
      const { iteration, stopped } = await train({ ...parts, mode: 'resume' });
      t.deepEqual([iteration, stopped], [whole.iteration, whole.stopped]);
    }
    const again = { config, out: whole.directory, mode: 'resume', report: () => undefined } as const;
    t.is((await train({ ...again, set })).iteration, whole.iteration, 'what it ended stays ended');
    const patient = await train({ ...again, set: [...set, 'hooks[0].patience=4'] });
    t.true(patient.iteration > whole.iteration, 'more patience lets it go on');
  },
);

test.serial('a metric that nobody reports is an error before the first step', async (t) => {
  const config = { ...TINY_CONFIG, engine: 'wasm', hooks: [{ type: 'early-stop', metric: 'miou' }] };
  const error = await t.throwsAsync(train({ config, out: join(temporaryFolder(t), 'run') }), {
    code: 'CONTRASEG_UNKNOWN_METRIC',
  });
  t.regex(error!.message, /early-stop\.metric: no metric reports "miou"[\s\S]*mIoU/);
});
