import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { createModel } from '../../src/api/create-model.js';
import { ContrasegError } from '../../src/core/errors/index.js';
import { FcnHead } from '../../src/plugins/heads/fcn.js';

test.serial('one call makes a model from specs, objects or both', async (t) => {
  const model = await createModel({
    backbone: { type: 'tiny', channels: [4, 8] },
    head: new FcnHead({ channels: 4 }),
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
      backbone: { type: 'mobilenet-v3' } as never,
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
