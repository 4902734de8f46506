import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { readConfig } from '../../src/api/config.js';
import { createModel } from '../../src/api/create-model.js';
import { ContrasegError } from '../../src/core/errors/index.js';
import { buildModel } from '../../src/core/run/build.js';
import { Fcn } from '../../src/plugins/heads/fcn.js';
import { TINY_CONFIG } from '../helpers/config.js';

test.serial('one call makes a model from specs, objects or both', async (t) => {
  const model = await createModel({
    backbone: { type: 'tiny', channels: [4, 8] },
    head: Fcn.create({ channels: 4 }),
    classes: ['road', 'sky', 'car'],
    engine: 'cpu',
  });
  const image = tf.zeros<tf.Rank.R4>([1, 8, 12, 3]);
  const { logits } = model.forward(image, { training: false });
  t.deepEqual(logits.shape, [1, 2, 3, 3]);
  tf.dispose([image, logits]);
  model.dispose();
});

test.serial('everything that is wrong is said at once', async (t) => {
  const error = await t.throwsAsync(
    createModel({
      backbone: { type: 'mobilenet-v9' } as never,
      head: { type: 'fcn', chanels: 4 } as never,
      classes: 2,
      engine: 'cpu',
    }),
    { instanceOf: ContrasegError },
  );
  t.deepEqual(
    error!.problems.map(({ code, path }) => [code, path]),
    [
      ['CONTRASEG_UNKNOWN_COMPONENT', 'backbone.type'],
      ['CONTRASEG_UNKNOWN_OPTION', 'head.chanels'],
    ],
  );
});

test.serial('one seed gives the start that a run of the same model has', async (t) => {
  const { backbone, head } = TINY_CONFIG.model;
  const spec = { backbone, head, classes: ['road', 'sky'], engine: 'cpu' } as const;
  const [model, other] = [await createModel({ ...spec, seed: 3 } as never), await createModel({ ...spec } as never)];
  const { config, registry } = await readConfig({ config: TINY_CONFIG, set: ['trainer.seed=3'] });
  const classes = ['road', 'sky'].map((name) => ({ name, color: [0, 0, 0] as const }));
  const run = await buildModel(registry, config, classes, { pretrained: true });
  const kernels = (each: typeof model) => each.parameters.map(({ variable }) => variable.dataSync());
  t.deepEqual(kernels(model), kernels(run));
  t.notDeepEqual(kernels(model), kernels(other));
  for (const each of [model, other]) each.dispose();
  registry.dispose();
});
