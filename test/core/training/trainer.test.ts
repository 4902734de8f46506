import { join } from 'node:path';
import test from 'ava';
import { z } from 'zod';
import { train } from '../../../src/api/train.js';
import type { Hook, StepReport } from '../../../src/core/interfaces/hook.js';
import type { Loss, LossContext, LossTerm } from '../../../src/core/interfaces/loss.js';
import type { ConfusionCounts, Metric } from '../../../src/core/interfaces/metric.js';
import { defineComponent } from '../../../src/core/registry/define-component.js';
import { API_VERSION, definePlugin } from '../../../src/core/registry/plugin.js';
import { TINY_CONFIG } from '../../helpers/config.js';
import { contents, interruptedAfter } from '../../helpers/run.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

/** What the loss was told, in order; emptied by each test. */
let told: unknown[] = [];

class WatchedLoss implements Loss {
  readonly weight = 1;

  setup({ iterationsPerEpoch }: LossContext): LossTerm {
    told.push({ iterationsPerEpoch });
    return {
      compute: ({ logits }) => logits.square().mean(),
      afterStep: ({ iteration, epoch }) => void told.push(`step ${iteration} of epoch ${epoch}`),
      afterEpoch: (epoch) => void told.push(`epoch ${epoch}`),
    };
  }
}

/** The values that evaluations find, one after the other. */
let script: number[] = [];
/** What happens when one is made. */
let whenEvaluated: (() => void) | undefined;

class ScriptedMetric implements Metric {
  compute({ counts }: ConfusionCounts) {
    const evaluated = counts.some((count) => count > 0);
    if (evaluated) whenEvaluated?.();
    return { summary: { score: evaluated ? script.shift()! : Number.NaN } };
  }
}

const watching = definePlugin({
  name: 'watching',
  version: '1.0.0',
  apiVersion: API_VERSION,
  register(registry) {
    const options = z.strictObject({});
    registry.add(defineComponent('loss', { name: 'watched', description: 'watched', options, component: WatchedLoss }));
    registry.add(
      defineComponent('metric', { name: 'scripted', description: 'scripted', options, component: ScriptedMetric }),
    );
  },
});

const CONFIG = { ...TINY_CONFIG, engine: 'wasm', plugins: [watching] };
const SCORED = { ...CONFIG, metrics: [{ type: 'scripted' }], trainer: { ...CONFIG.trainer, keepBest: 'score' } };

/** Trains and returns, for each evaluation, the step after which it came and whether it was the best. */
async function bestOf(values: readonly number[], options: Parameters<typeof train>[0], interrupted?: number) {
  script = [...values];
  const found: [number, boolean][] = [];
  const hook: Hook = { afterEvaluate: ({ iteration, best }) => void found.push([iteration, best]) };
  const all = { ...options, hooks: [hook] };
  await (interrupted === undefined ? train(all) : interruptedAfter(interrupted, all));
  return found;
}

/** After how many steps the best model was saved. */
async function bestIteration(folder: string): Promise<number> {
  const { metadata } = await contents(folder, 'best');
  return (JSON.parse(metadata.header!) as { iteration: number }).iteration;
}

test.serial('an epoch ends with its last whole batch: losses hear of it right after that step, once', async (t) => {
  told = [];
  const reports: StepReport[] = [];
  const hook: Hook = { afterStep: (report) => void reports.push(report) };
  const config = { ...CONFIG, losses: [{ type: 'watched' }] };
  // 12 images in batches of 5 are 2 batches; the last 2 images are left out.
  const set = ['trainer.iterations=5', 'trainer.batchSize=5'];
  await train({ config, set, out: temporaryFolder(t), hooks: [hook] });
  t.deepEqual(told, [
    { iterationsPerEpoch: 2 },
    'step 0 of epoch 0',
    'step 1 of epoch 0',
    'epoch 0',
    'step 2 of epoch 1',
    'step 3 of epoch 1',
    'epoch 1',
    'step 4 of epoch 2',
  ]);
  t.deepEqual(
    reports.map(({ epoch }) => epoch),
    [0, 0, 1, 1, 2],
  );
});

test.serial(
  'the best model is that of the largest value; an equal one, a smaller one and NaN are not better',
  async (t) => {
    const out = join(temporaryFolder(t), 'run');
    const set = ['trainer.iterations=6', 'trainer.evaluateEvery=1'];
    const found = await bestOf([Number.NaN, 0.2, 0.5, 0.5, Number.NaN, 0.3], { config: SCORED, set, out });
    t.deepEqual(found, [
      [1, false],
      [2, true],
      [3, true],
      [4, false],
      [5, false],
      [6, false],
    ]);
    t.is(await bestIteration(out), 3);
    const { tensors } = await contents(out, 'best');
    const ofModel = Object.keys((await contents(out)).tensors).filter((name) => name.startsWith('model/'));
    t.deepEqual(Object.keys(tensors), ofModel, 'the model alone');
  },
);

test.serial('a run that goes on knows the best value from before', async (t) => {
  const out = join(temporaryFolder(t), 'run');
  const set = ['trainer.iterations=6', 'trainer.evaluateEvery=1'];
  t.deepEqual(await bestOf([0.6, 0.5], { config: SCORED, set, out }, 3), [
    [1, true],
    [2, false],
  ]);
  t.deepEqual(await bestOf([0.4, 0.55, 0.7, 0.65], { config: SCORED, set, out, mode: 'resume' }), [
    [3, false],
    [4, false],
    [5, true],
    [6, false],
  ]);
  t.is(await bestIteration(out), 5);
});

test.serial('an evaluation that fails ends the run, unless it was interrupted: then it is owed', async (t) => {
  const abort = new AbortController();
  whenEvaluated = () => {
    throw new Error('no such mask');
  };
  t.teardown(() => {
    whenEvaluated = undefined;
  });
  const options = { config: SCORED, set: ['trainer.iterations=1'], out: join(temporaryFolder(t), 'run') };
  await t.throwsAsync(train(options), { message: /no such mask/ });
  whenEvaluated = () => {
    abort.abort();
    throw new Error('stopped');
  };
  const { stopped, evaluation } = await train({
    ...options,
    out: join(temporaryFolder(t), 'run'),
    signal: abort.signal,
  });
  t.deepEqual([stopped, evaluation], ['interrupted', undefined]);
});
