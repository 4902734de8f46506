import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { ContrasegError } from '../../../src/core/errors/index.js';
import { KINDS } from '../../../src/core/interfaces/component-types.js';
import { buildSegmentationModel } from '../../../src/core/model/build.js';
import type { Given } from '../../../src/core/options/references.js';
import { RandomStreams } from '../../../src/core/random/random-streams.js';
import type { ComponentDefinition } from '../../../src/core/registry/definition.js';
import { type NamedLoss, setUpLoss } from '../../../src/core/training/named-losses.js';
import { TrainStep } from '../../../src/core/training/train-step.js';
import { Tiny } from '../../../src/plugins/backbones/tiny.js';
import { Fcn } from '../../../src/plugins/heads/fcn.js';
import { CrossEntropy } from '../../../src/plugins/losses/cross-entropy.js';
import { Sgd } from '../../../src/plugins/optimizers/sgd.js';
import plugin, {
  AllExamples,
  PixelBank,
  PixelContrast,
  RegionBank,
} from '../../../src/plugins/pixel-contrast/index.js';
import { automaticWarmup, rampFactor } from '../../../src/plugins/pixel-contrast/schedule.js';
import { contrastBatch, contrastContext, contrastStep, contrastTerm, stepAt } from '../../helpers/contrast-batch.js';
import { useEngine } from '../../helpers/engines.js';
import { figuresOf } from '../../helpers/figures.js';

const mixed = (cell: number): number => cell % 3;

test('the plugin brings its loss, banks and samplers, every option described', (t) => {
  const found: Record<string, string[]> = {};
  plugin.register(
    {
      add({ kind, ...definition }: ComponentDefinition) {
        t.true((KINDS as readonly string[]).includes(kind));
        found[kind] = [...(found[kind] ?? []), definition.name];
        for (const [name, field] of Object.entries(definition.options.shape)) {
          t.truthy((field as { description?: string }).description, `${definition.name}.${name}`);
        }
      },
    },
    {},
  );
  t.deepEqual(found, {
    loss: ['pixel-contrast'],
    'memory-bank': ['pixel-bank', 'region-bank'],
    'anchor-sampler': ['random', 'segmentation-aware', 'hardest', 'reference'],
    'example-sampler': ['random', 'hardest', 'semi-hard', 'all'],
  });
});

test('the warm-up is an eighth of the schedule, at least an epoch, at most a quarter; then the loss ramps up', (t) => {
  const warmup = (totalIterations: number, iterationsPerEpoch: number) =>
    automaticWarmup(contrastContext({ totalIterations, iterationsPerEpoch }));
  t.deepEqual([warmup(4000, 46), warmup(400, 80), warmup(400, 180)], [500, 80, 100]);
  t.deepEqual(
    [9, 10, 11, 13, 20].map((iteration) => rampFactor(stepAt(iteration), 10, 4)),
    [0, 0.25, 0.5, 1, 1],
  );
  t.is(rampFactor(stepAt(10), 10, 0), 1);
});

test('options that contradict each other are refused', (t) => {
  const codes = [
    () => PixelContrast.create({ contrastSet: 'memory', memory: [] }),
    () => PixelContrast.create({ compat: 'reference', contrastSet: 'both' }),
    () => PixelContrast.create({ projection: { feature: 'c9' } }).setup(contrastContext()),
  ].map((create) => t.throws(create, { instanceOf: ContrasegError })!.message);
  t.snapshot(codes);
});

test.serial(
  'compat: reference multiplies by tau / 0.07 and contrasts with the bank alone or the batch alone',
  async (t) => {
    await useEngine('cpu');
    const run = (options: Given<typeof PixelContrast.options>) => {
      const loss = contrastTerm({ warmup: 0, projection: { dim: 8 }, ...options }, new RandomStreams(1));
      const values = [0, 1].map((seed) => contrastStep(loss, contrastBatch(mixed, { seed })).loss);
      const figures = figuresOf(loss);
      loss.dispose();
      return { values, figures };
    };
    const anchors = { sample: ({ groups }: { groups: never }) => [...(groups as never[])].sort(byClass) };
    const plain = { anchors, examples: AllExamples.create() } as never as object;
    const batchOnly = run({ ...plain, contrastSet: 'batch', baseTemperature: 0.07 });
    const reference = run({ ...plain, compat: 'reference', contrastSet: 'batch' });
    t.deepEqual(reference.values, batchOnly.values);
    const scaled = run({ ...plain, contrastSet: 'batch' });
    t.true(Math.abs(reference.values[0]! / scaled.values[0]! - 0.1 / 0.07) < 1e-5);

    const memory = run({ ...plain, compat: 'reference', memory: [PixelBank.create(), RegionBank.create()] });
    t.is(memory.values[0], 0, 'an empty bank, and the batch does not count');
    t.is(memory.figures.positives, 2 * 8 + 2, 'every row of the class in both banks');
  },
);

function byClass(a: { classId: number; image: number }, b: { classId: number; image: number }): number {
  return a.classId - b.classId || a.image - b.image;
}

test.serial(
  'trained with contrast, the inference model is the baseline: same operations, parameters and outputs',
  async (t) => {
    await useEngine('cpu');
    const describe = async (withContrast: boolean, learningRate: number) => {
      const random = new RandomStreams(1);
      const model = await buildSegmentationModel({
        backbone: Tiny.create({ channels: [4, 6] }, random),
        head: Fcn.create({ channels: 5 }, random),
        classCount: 3,
      });
      const contrast = PixelContrast.create({ warmup: 0, projection: { dim: 8 } }, random);
      const context = contrastContext({ features: model.features });
      const losses: NamedLoss[] = [
        setUpLoss('cross-entropy', CrossEntropy.create(), context),
        ...(withContrast ? [setUpLoss('pixel-contrast', contrast, context)] : []),
      ];
      const optimizer = Sgd.create({ learningRate });
      const step = new TrainStep({ model, losses, optimizer });
      const images = tf.randomUniform<tf.Rank.R4>([2, 8, 12, 3], -1, 1, 'float32', 1);
      const { labels, labelValues, ...rest } = contrastBatch(mixed);
      const report = step.run({ images, labels, labelValues }, stepAt(50), 1);
      t.is('pixel-contrast' in report.parts, withContrast);
      t.true(Number.isFinite(report.total));
      const output = tf.tidy(() => (model.network.predict(images) as tf.Tensor).dataSync().slice());
      const graph = JSON.parse(JSON.stringify(model.network.toJSON(null, false)));
      const parameters = model.network.weights.map(({ shape, originalName }) => [
        originalName.replace(/_\d+$/, ''),
        shape,
      ]);
      tf.dispose([images, labels, rest.logits, Object.values(rest.features)]);
      for (const { term } of losses) term.dispose?.();
      model.dispose();
      return { graph: anonymous(graph), parameters, output, count: model.network.countParams() };
    };
    // With a learning rate of 0 both are the initial model, whose outputs must be equal, too.
    const [baseline, contrasted] = [await describe(false, 0), await describe(true, 0)];
    t.deepEqual(contrasted, baseline);
    const trained = await describe(true, 0.1);
    t.deepEqual(
      [trained.graph, trained.parameters, trained.count],
      [baseline.graph, baseline.parameters, baseline.count],
    );
    t.notDeepEqual(trained.output, baseline.output);
  },
);

/** Layer names carry a counter that is global to the process; without it two models of one kind are equal. */
function anonymous(graph: unknown): unknown {
  return JSON.parse(
    JSON.stringify(graph)
      .replace(/_?\d+"/g, '"')
      .replace(/model\d*/g, 'model'),
  );
}
