import * as tf from '@tensorflow/tfjs';
import test, { type ExecutionContext } from 'ava';
import { z } from 'zod';
import { readConfig } from '../../../src/api/config.js';
import { ALONE } from '../../../src/core/distributed/alone.js';
import { ContrasegError } from '../../../src/core/errors/index.js';
import type { Loss, LossContext, LossFunction, LossInputs, LossTerm } from '../../../src/core/interfaces/loss.js';
import { defineComponent } from '../../../src/core/registry/define-component.js';
import { API_VERSION, definePlugin } from '../../../src/core/registry/plugin.js';
import { buildRun } from '../../../src/core/run/build.js';
import { TINY_CONFIG, TINY_CONTRAST_CONFIG } from '../../helpers/config.js';
import { useEngine } from '../../helpers/engines.js';

test.before(() => useEngine('wasm'));

/** What losses were told, in order; emptied by each test. */
let contexts: LossContext[] = [];
/** Terms that were disposed. */
let disposed = 0;

class ToldLoss implements Loss {
  readonly weight = 1;

  setup(context: LossContext): LossTerm {
    contexts.push(context);
    return { compute: ({ logits }) => logits.mean(), dispose: () => void disposed++ };
  }
}

/** The least that a loss can be. */
class PlainLoss implements Loss {
  readonly weight = 1;

  setup(): LossFunction {
    return ({ logits }) => logits.mean();
  }
}

const telling = definePlugin({
  name: 'telling',
  version: '1.0.0',
  apiVersion: API_VERSION,
  register(registry) {
    const options = z.strictObject({});
    registry.add(defineComponent('loss', { name: 'told', description: 'told', options, component: ToldLoss }));
    registry.add(defineComponent('loss', { name: 'plain', description: 'plain', options, component: PlainLoss }));
  },
});

/** Builds a run that goes away with the test. */
async function build(t: ExecutionContext, config: object, set: readonly string[] = []) {
  const loaded = await readConfig({ config, set });
  t.teardown(() => loaded.registry.dispose());
  return buildRun(loaded.registry, loaded.config);
}

test.serial('what the configuration freezes is no parameter and stays in the checkpoint', async (t) => {
  const free = await build(t, TINY_CONFIG);
  const frozen = await build(t, TINY_CONFIG, ['model.freeze=["backbone/*"]', 'model.freezeBatchNorm=true']);
  const names = (run: typeof free) => run.step.parameters.map(({ name }) => name);
  t.deepEqual(
    names(frozen),
    names(free).filter((name) => name.startsWith('head/')),
  );
  t.true(names(frozen).length > 0);
  const saved = (run: typeof free) => Object.keys(run.parts.model!.saveState().tensors!).sort();
  t.deepEqual(saved(frozen), saved(free));
});

test.serial('a loss is told classes, features and the length of run and epoch before the first step', async (t) => {
  contexts = [];
  const config = { ...TINY_CONFIG, plugins: [telling], losses: [{ type: 'told' }, { type: 'plain' }] };
  const run = await build(t, config, ['trainer.iterations=9', 'trainer.batchSize=5']);
  const { teacher } = contexts[0]!;
  t.deepEqual(contexts, [
    {
      classCount: run.dataset.classes.length,
      ignoreIndex: run.dataset.ignoreIndex,
      features: run.model.features,
      auxiliary: run.model.auxiliary,
      totalIterations: 9,
      iterationsPerEpoch: 2,
      trainingImages: 12,
      state: {},
      collective: ALONE,
      syncBatchNorm: false,
      teacher,
    },
  ]);
  t.is(run.batches.iterationsPerEpoch, 2);
  t.deepEqual(Object.keys(run.parts).sort(), ['model', 'optimizer', 'random'], 'neither loss has a state');
  t.throws(() => teacher!(0.9), { code: 'CONTRASEG_TEACHER_LATE' });
  t.throws(() => teacher!(1), { code: 'CONTRASEG_WRONG_MOMENTUM' });
  t.deepEqual(
    run.losses.map(({ name }) => name),
    ['told', 'plain'],
  );
});

test.serial('a loss that is a function computes as a term does, and terms go away with the run', async (t) => {
  disposed = 0;
  const losses = [{ type: 'told' }, { type: 'plain' }, { type: 'told' }];
  const loaded = await readConfig({ config: { ...TINY_CONFIG, plugins: [telling], losses } });
  const run = await buildRun(loaded.registry, loaded.config);
  const logits = tf.tensor4d([1, 2, 6], [1, 1, 1, 3]);
  const inputs = { logits } as unknown as LossInputs;
  const values = run.losses.map(({ term }) => term.compute(inputs).dataSync()[0]);
  t.deepEqual(values, [3, 3, 3]);
  t.is(disposed, 0);
  loaded.registry.dispose();
  t.is(disposed, 2);
});

test.serial('everything that changes during a run is a part of its checkpoints, and nothing else', async (t) => {
  const plain = await build(t, TINY_CONFIG);
  t.deepEqual(Object.keys(plain.parts).sort(), ['model', 'optimizer', 'random']);
  const hooks = [{ type: 'early-stop' }, { type: 'early-stop', patience: 1 }];
  const losses = [...TINY_CONTRAST_CONFIG.losses, TINY_CONTRAST_CONFIG.losses[1]];
  const rich = await build(t, { ...TINY_CONTRAST_CONFIG, losses, hooks });
  t.deepEqual(Object.keys(rich.parts).sort(), [
    'hooks.early-stop',
    'hooks.early-stop-2',
    'losses.pixel-contrast',
    'losses.pixel-contrast-2',
    'losses.pixel-contrast-2.variables',
    'losses.pixel-contrast.variables',
    'model',
    'optimizer',
    'random',
  ]);
  const [, contrast] = rich.losses;
  t.deepEqual(
    Object.keys(rich.parts['losses.pixel-contrast.variables']!.saveState().tensors!),
    contrast!.term.variables!.map(({ name }) => name),
  );
  t.is(rich.parts['hooks.early-stop-2'], rich.hooks[1] as never);
});

test.serial('the optimizer learns the parameters of the model and of the losses', async (t) => {
  const { step, model } = await build(t, TINY_CONTRAST_CONFIG);
  const ofLosses = step.parameters.slice(model.parameters.length).map(({ name }) => name);
  t.true(ofLosses.length > 0);
  t.true(ofLosses.every((name) => name.startsWith('losses/pixel-contrast/projection/')));
  const slots = Object.keys(step.updater.saveState().tensors!);
  t.is(slots.length, step.parameters.length);
});

test.serial('all splits that are not there are named at once, each with its option', async (t) => {
  const set = ['trainer.trainSplit=holdout', 'trainer.valSplit=vel'];
  const error = await t.throwsAsync(build(t, TINY_CONFIG, set), { instanceOf: ContrasegError });
  t.deepEqual(
    error!.problems.map(({ code, path }) => [code, path]),
    [
      ['CONTRASEG_UNKNOWN_SPLIT', 'trainer.trainSplit'],
      ['CONTRASEG_UNKNOWN_SPLIT', 'trainer.valSplit'],
    ],
  );
  t.regex(error!.message, /"holdout"[\s\S]*"vel"/);
});

test.serial('the splits are those that the options name', async (t) => {
  const { train, validation } = await build(t, TINY_CONFIG, ['trainer.trainSplit=val', 'trainer.valSplit=test']);
  t.deepEqual([train.name, validation.name], ['val', 'test']);
});

test.serial('the best model can only be kept by a figure that some metric reports', async (t) => {
  const { metricNames } = await build(t, TINY_CONFIG, ['trainer.keepBest=mDice']);
  t.true(metricNames.includes('mDice') && metricNames.includes('mIoU'));
  const error = await t.throwsAsync(build(t, TINY_CONFIG, ['trainer.keepBest=miou']), {
    instanceOf: ContrasegError,
    code: 'CONTRASEG_UNKNOWN_METRIC',
  });
  t.is(error!.problems[0]!.path, 'trainer.keepBest');
});

test.serial('the seed decides about the initial model, other options do not', async (t) => {
  const values = async (config: object, seed: number) => {
    const { model } = await build(t, config, [`trainer.seed=${seed}`]);
    return model.parameters.flatMap(({ variable }) => [...variable.dataSync()]);
  };
  const first = await values(TINY_CONFIG, 1);
  t.deepEqual(await values(TINY_CONTRAST_CONFIG, 1), first);
  t.notDeepEqual(await values(TINY_CONFIG, 2), first);
});

test.serial('options of the loader reach it: transforms, the ignore index, balanced classes', async (t) => {
  const transforms = [{ type: 'random-crop', height: 64, width: 48 }];
  const { batches, dataset } = await build(t, { ...TINY_CONFIG, transforms });
  const { height, width, labels } = await batches.next();
  await batches.close();
  t.deepEqual([height, width], [64, 48], 'images of 32 x 32 are padded');
  t.true(labels.includes(dataset.ignoreIndex));
  const ids = async (balanced: boolean) => {
    const run = await build(t, TINY_CONFIG, ['trainer.batchSize=12', `trainer.classBalanced=${balanced}`]);
    const batch = await run.batches.next();
    await run.batches.close();
    return new Set(batch.ids);
  };
  t.is((await ids(false)).size, 12);
  t.true((await ids(true)).size < 12, 'drawn with replacement');
});
