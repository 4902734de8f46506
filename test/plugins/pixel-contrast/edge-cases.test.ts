import * as tf from '@tensorflow/tfjs';
import test, { type ExecutionContext } from 'ava';
import type { Given } from '../../../src/core/options/references.js';
import { RandomStream } from '../../../src/core/random/random-stream.js';
import {
  AllExamples,
  HardestExamples,
  PixelBank,
  PixelContrast,
  RandomExamples,
  RegionBank,
  SemiHardExamples,
} from '../../../src/plugins/pixel-contrast/index.js';
import { testLoss } from '../../../src/testing/index.js';
import { type BatchOptions, contrastBatch, contrastStep, contrastTerm } from '../../helpers/contrast-batch.js';
import { evaluate, randomUnit } from '../../helpers/contrast-problems.js';
import { onEachEngine, useEngine } from '../../helpers/engines.js';
import { figuresOf } from '../../helpers/figures.js';

interface Case {
  readonly labels: (cell: number) => number;
  readonly steps?: number;
  readonly options?: Given<typeof PixelContrast.options>;
  readonly classCount?: number;
  readonly ignoreIndex?: number;
  readonly feature?: BatchOptions['feature'];
  /** What the log says about the last step; nothing where it contrasts. */
  readonly idle?: RegExp;
}

const mixed = (cell: number): number => cell % 3;

const cases: Record<string, Case> = {
  'no labelled pixel at all': { labels: () => 255, idle: /fewer than two labelled/ },
  'one labelled pixel': { labels: (cell) => (cell === 5 ? 1 : 255), idle: /fewer than two labelled/ },
  'one class in the batch': { labels: () => 0, idle: /no negatives/ },
  'a class with one pixel': { labels: (cell) => (cell === 7 ? 2 : cell % 2) },
  'a class in one image only, with one anchor': { labels: (cell) => (cell === 30 ? 2 : 0), steps: 2 },
  'two classes of one pixel each, nothing in the bank': {
    labels: (cell) => (cell < 2 ? cell : 255),
    idle: /no positives/,
  },
  'an empty bank alone': { labels: mixed, options: { contrastSet: 'memory' }, idle: /no negatives/ },
  'a bank half full': { labels: mixed, steps: 2, options: { memory: [PixelBank.create({ capacity: 40 })] } },
  'a bank exactly full': {
    labels: mixed,
    steps: 3,
    options: { memory: [PixelBank.create({ capacity: 32, perImage: 8 })] },
  },
  'a wrapped bank': {
    labels: mixed,
    steps: 5,
    options: { memory: [PixelBank.create({ capacity: 5 }), RegionBank.create()] },
  },
  'more anchors than bank rows': {
    labels: mixed,
    steps: 2,
    options: { contrastSet: 'memory', memory: [PixelBank.create({ capacity: 1 })] },
  },
  'two classes': { labels: (cell) => cell % 2, classCount: 2, steps: 2 },
  '171 classes': { labels: (cell) => (cell * 7) % 171, classCount: 171, steps: 3 },
  'ignore index -1': { labels: (cell) => (cell % 4) - 1, ignoreIndex: -1, steps: 2 },
  'identical embeddings': { labels: mixed, feature: () => 1, steps: 2 },
  'temperature 0.01': { labels: mixed, steps: 3, options: { temperature: 0.01 } },
  'features of zero': { labels: mixed, feature: () => 0, steps: 2 },
  'huge features': { labels: mixed, feature: (cell, channel) => 1e6 * Math.sin(cell + channel), steps: 2 },
};

const samplers = [AllExamples.create(), RandomExamples.create({ positives: 3, negatives: 4 })];
samplers.push(HardestExamples.create({ positives: 3, negatives: 4 }));
samplers.push(SemiHardExamples.create({ positives: 3, negatives: 4, poolFraction: 0.3 }));

function run(t: ExecutionContext, name: string, engine: string): void {
  const { labels, steps = 1, options = {}, classCount = 3, ignoreIndex = 255, feature, idle } = cases[name]!;
  for (const examples of samplers) {
    const where = `${engine}, ${name}, ${examples.constructor.name}`;
    const loss = contrastTerm({ warmup: 0, projection: { dim: 8 }, examples, ...options }, undefined, {
      classCount,
      ignoreIndex,
    });
    for (let i = 0; i < steps; i++) {
      const result = contrastStep(loss, contrastBatch(labels, { classCount, feature, seed: i, iteration: i }));
      t.true(Number.isFinite(result.loss), `${where}: loss ${result.loss}`);
      t.true(result.gradient.every(Number.isFinite), `${where}: gradient`);
      if (idle && i === steps - 1) t.is(result.loss, 0, where);
      if (idle)
        t.true(
          result.gradient.every((value) => value === 0),
          where,
        );
    }
    const said = figuresOf(loss).idle;
    if (idle) t.regex(String(said), idle, where);
    else t.is(said, undefined, where);
    loss.dispose();
  }
}

for (const name of Object.keys(cases)) {
  test.serial(
    `${name}: finite loss, finite gradients, and the log says why there was nothing to contrast`,
    async (t) => {
      await onEachEngine((engine) => run(t, name, engine.name));
    },
  );
}

test.serial(
  'embeddings that are not of unit length and far apart give finite values without the unit-length promise',
  async (t) => {
    const random = RandomStream.fromSeed(3);
    const rows = (n: number) => Array.from({ length: n }, () => randomUnit(4, random).map((value) => 1e3 * value));
    await onEachEngine(({ name }) => {
      for (const sampler of samplers) {
        const problem = {
          anchors: rows(6),
          classes: [0, 0, 0, 1, 1, 2],
          classCount: 3,
          banks: [[rows(5), rows(9), rows(0)]],
          batch: true,
          temperature: 0.01,
          sampler,
          seed: 1,
        };
        const { loss, gradient } = evaluate(problem);
        t.true(Number.isFinite(loss) && gradient.flat().every(Number.isFinite), `${name}: ${loss}`);
      }
    });
  },
);

test.serial('a sampler that plans what cannot be is named with its numbers', async (t) => {
  await useEngine('cpu');
  const plans = [
    { draw: 0, keep: 0 },
    { draw: 3, keep: 4 },
    { draw: 1e6, keep: 1 },
    { draw: 2.5, keep: 1 },
  ];
  for (const plan of plans) {
    const examples = { positives: 3, negatives: 3, plan: () => plan };
    const loss = contrastTerm({ warmup: 0, projection: { dim: 8 }, examples }, undefined, { classCount: 3 });
    const error = t.throws(() => contrastStep(loss, contrastBatch(mixed, { classCount: 3 })));
    t.regex(error!.message, new RegExp(`CONTRASEG_IMPOSSIBLE_PLAN.*draw ${plan.draw} of .* keep ${plan.keep}`));
    loss.dispose();
  }
});

test.serial('the loss passes the conformance suite that plugin authors use', async (t) => {
  await onEachEngine(async () => {
    await testLoss(() => PixelContrast.create({ projection: { dim: 8 } }));
    t.true(tf.memory().numTensors >= 0);
  });
});
