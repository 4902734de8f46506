import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import type { LossTerm } from '../../../src/core/interfaces/loss.js';
import { buildSegmentationModel } from '../../../src/core/model/build.js';
import type { SegmentationModel } from '../../../src/core/model/segmentation-model.js';
import { isFiniteStep, TrainStep } from '../../../src/core/training/train-step.js';
import { Tiny } from '../../../src/plugins/backbones/tiny.js';
import { Fcn } from '../../../src/plugins/heads/fcn.js';
import { Sgd } from '../../../src/plugins/optimizers/sgd.js';
import type { PixelContrastTerm } from '../../../src/plugins/pixel-contrast/index.js';
import { contrastBatch, contrastTerm, stepAt } from '../../helpers/contrast-batch.js';
import { onEachEngine, useEngine } from '../../helpers/engines.js';

/** Everything that a step may change. */
function contents(model: SegmentationModel, loss: PixelContrastTerm): Record<string, unknown> {
  const variables = [
    ...model.parameters.map(({ name, variable }) => [name, variable] as const),
    ...Object.entries(model.statistics),
    ...loss.variables.map(({ name, variable }) => [name, variable] as const),
    ...loss.memory.flatMap((bank, i) =>
      Object.entries(bank.saveState().tensors!).map(([name, tensor]) => [`${i}/${name}`, tensor] as const),
    ),
  ];
  return Object.fromEntries(variables.map(([name, tensor]) => [name, [...tensor.dataSync()]]));
}

/** 0 with a gradient of NaN, as the square root of 0 has. */
function steep(x: tf.Tensor): tf.Scalar {
  const value = tf.customGrad(() => ({ value: tf.scalar(0), gradFunc: () => tf.fill(x.shape, Number.NaN) }));
  return value(x) as tf.Scalar;
}

for (const failure of ['a loss of NaN', 'a finite loss with gradients of NaN', 'a loss that throws'] as const) {
  test.serial(`${failure} leaves parameters, averages of batch norm and banks as they were`, async (t) => {
    const throws = failure === 'a loss that throws';
    // tfjs does not free the tape of a function that throws, so engines that count what is left cannot be used then.
    const onEngines: typeof onEachEngine = throws ? async (body) => body(await useEngine('cpu')) : onEachEngine;
    await onEngines(async ({ name }) => {
      const model = await buildSegmentationModel({
        backbone: Tiny.create({ channels: [4, 6] }),
        head: Fcn.create({ channels: 5 }),
        classCount: 3,
      });
      const { features } = model;
      const contrast = contrastTerm({ warmup: 0, projection: { dim: 8 } }, undefined, { features });
      let fails = false;
      const plain: LossTerm = {
        compute: ({ logits }) => {
          if (fails && throws) throw new Error('out of memory');
          if (fails && failure === 'a finite loss with gradients of NaN') return steep(logits);
          return logits
            .square()
            .mean<tf.Scalar>()
            .mul(fails ? Number.NaN : 1);
        },
      };
      const losses = [
        { name: 'pixel-contrast', weight: 0.1, term: contrast },
        { name: 'plain', weight: 1, term: plain },
      ];
      const step = new TrainStep({ model, losses, optimizer: Sgd.create() });
      const run = (iteration: number, labelOf: (cell: number) => number) => {
        const { labels, labelValues, logits, features } = contrastBatch(labelOf, { seed: iteration });
        const images = tf.randomUniform<tf.Rank.R4>([2, 8, 12, 3], -1, 1, 'float32', iteration);
        try {
          return step.run({ images, labels, labelValues }, stepAt(iteration), 1);
        } finally {
          tf.dispose([labels, logits, images, Object.values(features)]);
        }
      };
      const mixed = (cell: number): number => cell % 3;
      run(1, mixed);
      const before = contents(model, contrast);
      const tensors = tf.memory().numTensors;
      fails = true;
      if (throws) t.throws(() => run(2, mixed), { message: 'out of memory' });
      else t.false(isFiniteStep(run(2, mixed)));
      t.deepEqual(contents(model, contrast), before, name);
      fails = false;
      // Without a labelled pixel nothing is projected, and the projection's averages of the failed step must not show up.
      run(3, () => 255);
      if (!throws) t.is(tf.memory().numTensors, tensors, `${name}: nothing of it is left`);
      const after = contents(model, contrast);
      for (const key of Object.keys(before).filter((key) => /^projection\/norm\/(mean|variance)$/.test(key))) {
        t.deepEqual(after[key], before[key], `${name}: ${key}`);
      }
      t.notDeepEqual(after, before);
      contrast.dispose();
      step.updater.dispose();
      model.dispose();
    });
  });
}
