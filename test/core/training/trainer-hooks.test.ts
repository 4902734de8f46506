import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { train } from '../../../src/api/train.js';
import { ContrasegError } from '../../../src/core/errors/index.js';
import type { EvaluationReport, Hook, RunControl, RunInfo, StepReport } from '../../../src/core/interfaces/hook.js';
import { TINY_CONFIG, TINY_CONTRAST_CONFIG } from '../../helpers/config.js';
import { contents } from '../../helpers/run.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const CONFIG = { ...TINY_CONFIG, engine: 'wasm' };

/** Writes down what it hears, after its name. */
const listener = (heard: string[], name = ''): Hook => ({
  beforeTrain: ({ startIteration }) => void heard.push(`${name}begin ${startIteration}`),
  afterStep: ({ iteration }) => void heard.push(`${name}step ${iteration}`),
  afterEvaluate: ({ iteration }) => void heard.push(`${name}evaluation ${iteration}`),
  afterCheckpoint: (_, iteration) => void heard.push(`${name}checkpoint ${iteration}`),
  afterTrain: () => void heard.push(`${name}end`),
});

test.serial('evaluations and checkpoints come when they are due, and once at the end; hooks hear of all', async (t) => {
  const heard: string[] = [];
  const set = ['trainer.iterations=5', 'trainer.evaluateEvery=2', 'trainer.checkpointEvery=3'];
  const { iteration, evaluation, stopped } = await train({
    config: CONFIG,
    set,
    out: temporaryFolder(t),
    hooks: [listener(heard)],
  });
  t.deepEqual(heard, [
    'begin 0',
    'checkpoint 0',
    'step 1',
    'step 2',
    'evaluation 2',
    'step 3',
    'checkpoint 3',
    'step 4',
    'evaluation 4',
    'step 5',
    'evaluation 5',
    'checkpoint 5',
    'end',
  ]);
  t.deepEqual([iteration, stopped], [5, undefined]);
  t.true(Number.isFinite(evaluation!.summary.mIoU));
});

test.serial(
  'without evaluateEvery there is one evaluation, at the end; what was just saved is not saved again',
  async (t) => {
    const heard: string[] = [];
    const set = ['trainer.iterations=2', 'trainer.evaluateEvery=0', 'trainer.checkpointEvery=1'];
    await train({ config: CONFIG, set, out: temporaryFolder(t), hooks: [listener(heard)] });
    const rest = ['checkpoint 1', 'step 2', 'evaluation 2', 'checkpoint 2', 'end'];
    t.deepEqual(heard, ['begin 0', 'checkpoint 0', 'step 1', ...rest]);
  },
);

test.serial('a run that goes on begins where it ended, saves nothing anew, and evaluates nothing twice', async (t) => {
  const out = join(temporaryFolder(t), 'run');
  const set = ['trainer.evaluateEvery=2', 'trainer.checkpointEvery=9'];
  await train({ config: CONFIG, set: [...set, 'trainer.iterations=2'], out });
  const heard: string[] = [];
  const hooks = [listener(heard)];
  const report = () => undefined;
  await train({ config: CONFIG, set: [...set, 'trainer.iterations=3'], out, mode: 'resume', hooks, report });
  t.deepEqual(heard, ['begin 2', 'step 3', 'evaluation 3', 'checkpoint 3', 'end']);
});

test.serial('hooks hear in their order, and the first reason to stop ends the run after its step, saved', async (t) => {
  const out = temporaryFolder(t);
  const heard: string[] = [];
  let control: RunControl | undefined;
  const stopping: Hook = {
    beforeTrain: (_, given) => {
      control = given;
    },
    afterStep: ({ iteration }) => {
      if (iteration !== 2) return;
      control!.stop('enough');
      control!.stop('really');
    },
  };
  const hooks = [listener(heard, 'a '), stopping, listener(heard, 'b ')];
  const result = await train({ config: CONFIG, set: ['trainer.iterations=9'], out, hooks });
  t.deepEqual([result.iteration, result.stopped, result.evaluation], [2, 'enough', undefined]);
  const both = ['begin 0', 'checkpoint 0', 'step 1', 'step 2', 'checkpoint 2', 'end'];
  t.deepEqual(
    heard,
    both.flatMap((event) => [`a ${event}`, `b ${event}`]),
  );
  const { metadata } = await contents(out);
  t.is((JSON.parse(metadata.header!) as { iteration: number }).iteration, 2);
});

test.serial('hooks are told what run it is, what each step did and what each evaluation found', async (t) => {
  const out = temporaryFolder(t);
  const runs: RunInfo[] = [];
  const steps: StepReport[] = [];
  const evaluations: EvaluationReport[] = [];
  const began = performance.now();
  const hook: Hook = {
    beforeTrain: (run) => void runs.push(run),
    afterStep: (report) => void steps.push(report),
    afterEvaluate: (report) => void evaluations.push(report),
  };
  const config = {
    ...TINY_CONTRAST_CONFIG,
    engine: 'wasm',
    optimizer: { type: 'sgd', learningRate: { backbone: 0.01, head: 0.1 } },
    schedule: { type: 'poly', power: 1 },
  };
  const { engine, classes } = await train({ config, set: ['trainer.iterations=4'], out, hooks: [hook] });
  const classNames = classes.map(({ name }) => name);
  t.like(runs, [{ directory: out, totalIterations: 4, startIteration: 0, engine, classNames }]);
  t.deepEqual(runs[0]!.metricNames, Object.keys(evaluations[0]!.summary));
  for (const [
    i,
    { iteration, totalIterations, iterationsPerEpoch, loss, parts, learningRate, time },
  ] of steps.entries()) {
    t.deepEqual([iteration, totalIterations, iterationsPerEpoch], [i + 1, 4, 6]);
    t.deepEqual(Object.keys(parts), ['cross-entropy', 'pixel-contrast']);
    t.true(Math.abs(loss - parts['cross-entropy']! - parts['pixel-contrast']!) < 1e-5 * loss);
    t.true(Math.abs(learningRate.backbone! - 0.01 * (1 - i / 4)) < 1e-9);
    t.true(Math.abs(learningRate.head! - 0.1 * (1 - i / 4)) < 1e-9);
    t.true(time.data >= 0 && time.step > time.data && time.step < 60_000, `${time.step}, ${time.data}`);
  }
  const spent = steps.reduce((sum, { time }) => sum + time.step, 0);
  t.true(spent < performance.now() - began, `${spent}`);
  t.deepEqual(Object.keys(steps[0]!.figures), ['pixel-contrast'], 'cross-entropy has no figures of its own');
  t.like(evaluations, [{ iteration: 4, split: 'val', best: true }]);
});

test.serial('a failing hook ends the run, and every hook hears the end all the same', async (t) => {
  const heard: string[] = [];
  const failing: Hook = {
    afterStep: () => {
      throw new Error('disk on fire');
    },
  };
  const options = { config: CONFIG, out: temporaryFolder(t), hooks: [failing, listener(heard)] };
  await t.throwsAsync(train(options), { message: 'disk on fire' });
  t.deepEqual(heard, ['begin 0', 'checkpoint 0', 'end']);
});

test.serial('steps leave no tensor behind', async (t) => {
  const counts: number[] = [];
  const hook: Hook = { afterStep: () => void counts.push(tf.memory().numTensors) };
  await train({ config: CONFIG, set: ['trainer.iterations=5'], out: temporaryFolder(t), hooks: [hook] });
  t.deepEqual(counts.slice(2), counts.slice(1, -1));
});

test.serial(
  'a loss that is not finite ends the run there, names the checkpoint before it, and no hook hears of it',
  async (t) => {
    const out = temporaryFolder(t);
    const heard: string[] = [];
    const config = { ...CONFIG, optimizer: { type: 'sgd', learningRate: 1e30 } };
    const set = ['trainer.iterations=20', 'trainer.checkpointEvery=1'];
    const error = await t.throwsAsync(train({ config, set, out, hooks: [listener(heard)] }), {
      code: 'CONTRASEG_NON_FINITE_LOSS',
    });
    const [, failed] = /iteration (\d+): cross-entropy (NaN|-?Infinity)/.exec(error!.message)!;
    t.true(error!.message.includes(join(out, 'checkpoints/last.safetensors')));
    t.deepEqual(heard.slice(-3), [`step ${failed}`, `checkpoint ${failed}`, 'end']);
  },
);

test.serial(
  'an epoch is reported after its last step and before its evaluation, and none that a run ends in',
  async (t) => {
    const heard: string[] = [];
    const out = join(temporaryFolder(t), 'run');
    const afterEpoch: Hook['afterEpoch'] = ({ epoch, iteration }) => void heard.push(`epoch ${epoch} at ${iteration}`);
    const hooks = [{ ...listener(heard), afterEpoch }];
    const set = ['trainer.evaluateEvery=2', 'trainer.batchSize=2', 'data.images={ train: 4, val: 2, test: 2 }'];
    await train({ config: CONFIG, set: [...set, 'trainer.iterations=2'], out, hooks });
    t.deepEqual(heard.slice(3, 6), ['step 2', 'epoch 0 at 2', 'evaluation 2']);
    heard.length = 0;
    await train({
      config: CONFIG,
      set: [...set, 'trainer.iterations=5'],
      out,
      mode: 'resume',
      hooks,
      report: () => undefined,
    });
    t.deepEqual(
      heard.filter((line) => line.startsWith('epoch')),
      ['epoch 1 at 4'],
    );
  },
);

test.serial(
  'a hook sees what the network of that moment says about an image, and asks for none that is not there',
  async (t) => {
    const seen: Uint8Array[] = [];
    let run: RunInfo | undefined;
    let error: unknown;
    const watching: Hook = {
      beforeTrain: async (info) => {
        run = info;
        error = await t.throwsAsync(info.predict!(99), { instanceOf: ContrasegError });
      },
      afterStep: async () => {
        const { sample, prediction } = await run!.predict!(0);
        t.deepEqual([prediction.length, sample.id], [sample.width * sample.height, 'val-0000']);
        seen.push(prediction);
      },
    };
    const out = temporaryFolder(t);
    await train({ config: CONFIG, set: ['trainer.iterations=3'], out, hooks: [watching] });
    t.is((error as ContrasegError).problems[0]!.code, 'CONTRASEG_NO_SUCH_IMAGE');
    t.notDeepEqual(seen[0], seen[2], 'the network moved');
  },
);
