import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { ContrasegError } from '../../../src/core/errors/index.js';
import { buildSegmentationModel } from '../../../src/core/model/build.js';
import { predictClasses } from '../../../src/core/model/inference.js';
import { Tiny } from '../../../src/plugins/backbones/tiny.js';
import { tinyModel } from '../../helpers/training-parts.js';

test.before(() => tf.setBackend('cpu'));

test.serial('parameters carry the names of our layers, their group, and whether they decay', async (t) => {
  const model = await tinyModel();
  t.deepEqual(
    model.parameters
      .filter((parameter) => /c1.down|classifier/.test(parameter.name))
      .map(({ variable: _, ...rest }) => rest),
    [
      { name: 'backbone/c1.down.conv/kernel', group: 'backbone', decay: true },
      { name: 'backbone/c1.down.bn/gamma', group: 'backbone', decay: false },
      { name: 'backbone/c1.down.bn/beta', group: 'backbone', decay: false },
      { name: 'head/classifier/kernel', group: 'head', decay: true },
      { name: 'head/classifier/bias', group: 'head', decay: false },
    ],
  );
  t.true(Object.keys(model.statistics).includes('head/decoder.bn/moving_variance'));
  model.dispose();
});

test.serial('one pass gives logits and the requested features, and gradients reach every parameter', async (t) => {
  const model = await tinyModel();
  t.deepEqual(model.features, {
    c1: { channels: 4, stride: 2 },
    c2: { channels: 6, stride: 4 },
    decoder: { channels: 5, stride: 4 },
  });
  const image = tf.randomUniform<tf.Rank.R4>([2, 8, 12, 3], -1, 1, 'float32', 1);
  const { grads, value } = tf.variableGrads(
    () => {
      const { logits, features } = model.forward(image, { training: true, features: ['c1', 'decoder'] });
      t.deepEqual(logits.shape, [2, 2, 3, 3]);
      t.deepEqual(features.c1!.shape, [2, 4, 6, 4]);
      t.deepEqual(features.decoder!.shape, [2, 2, 3, 5]);
      return logits.square().sum().add(features.c1!.sum()) as tf.Scalar;
    },
    model.parameters.map((parameter) => parameter.variable),
  );
  t.deepEqual(Object.keys(grads).sort(), model.parameters.map((parameter) => parameter.variable.name).sort());
  tf.dispose([image, value, grads]);
  model.dispose();
});

test.serial('a training pass moves the averages, an inference pass does not', async (t) => {
  const model = await tinyModel();
  const mean = model.statistics['backbone/c1.down.bn/moving_mean']!;
  const image = tf.ones<tf.Rank.R4>([1, 8, 8, 3]);
  tf.dispose(model.forward(image, { training: false }).logits);
  t.true(mean.dataSync().every((value) => value === 0));
  tf.dispose(model.forward(image, { training: true }).logits);
  t.false(mean.dataSync().every((value) => value === 0));
  image.dispose();
  model.dispose();
});

test.serial('one seed gives one network, and layers of one name start alike under different heads', async (t) => {
  const [first, second, other] = [await tinyModel(3), await tinyModel(3), await tinyModel(4)];
  const kernel = 'backbone/c2.same.conv/kernel';
  const values = [first, second, other].map((model) =>
    Array.from(model.parameters.find(({ name }) => name === kernel)!.variable.dataSync()),
  );
  t.deepEqual(values[0], values[1]);
  t.notDeepEqual(values[0], values[2]);
  for (const model of [first, second, other]) model.dispose();
});

test.serial('passes and disposal leave no tensor behind', async (t) => {
  const before = tf.memory().numTensors;
  const model = await tinyModel();
  const image = tf.zeros<tf.Rank.R4>([1, 8, 8, 3]);
  const built = tf.memory().numTensors;
  for (let i = 0; i < 3; i++) {
    const { logits, features } = model.forward(image, { training: true, features: ['c2'] });
    tf.dispose([predictClasses(model, image), logits, features]);
  }
  t.is(tf.memory().numTensors, built);
  image.dispose();
  model.dispose();
  t.is(tf.memory().numTensors, before);
});

test.serial('an unknown feature is named with those that exist', async (t) => {
  const model = await tinyModel();
  const error = t.throws(() => model.forward(tf.zeros([1, 8, 8, 3]), { training: false, features: ['decodr'] }), {
    instanceOf: ContrasegError,
  });
  t.is(
    error.message,
    'CONTRASEG_UNKNOWN_FEATURE the model has no feature map called "decodr".\n  did you mean "decoder"?  it has: c1, c2, decoder',
  );
  model.dispose();
});

test.serial('a head’s state is a fixed weight of its layers; anything else is refused with its name', async (t) => {
  const build = (stateOf: (layer: tf.layers.Layer) => tf.Variable, trainable = false) =>
    buildSegmentationModel({
      backbone: Tiny.create({ channels: [4, 6] }),
      head: {
        build({ features, classCount }) {
          const layer = tf.layers.conv2d({
            name: 'fixed',
            filters: classCount,
            kernelSize: 1,
            useBias: false,
            trainable,
          });
          const logits = layer.apply(features.c2!.tensor) as tf.SymbolicTensor;
          return { logits, state: { prototypes: stateOf(layer) } };
        },
      },
      classCount: 3,
    });
  const weight = (layer: tf.layers.Layer) => layer.weights[0]!.read() as tf.Variable;
  const model = await build(weight);
  t.is(model.state.prototypes, model.statistics['head/fixed/kernel']);
  t.deepEqual((await tinyModel()).state, {});
  const refused = { code: 'CONTRASEG_STATE_OF_NO_LAYER', message: /"prototypes" is no fixed weight/ };
  await t.throwsAsync(build(weight, true), refused, 'gradients would move it too');
  await t.throwsAsync(
    build(() => tf.variable(tf.zeros([2]))),
    refused,
    'nothing would save it',
  );
});
