import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { ContrasegError } from '../../../src/core/errors/index.js';
import type { Freezing } from '../../../src/core/model/freezing.js';
import type { SegmentationModel } from '../../../src/core/model/segmentation-model.js';
import { TrainStep } from '../../../src/core/training/train-step.js';
import { Sgd } from '../../../src/plugins/optimizers/sgd.js';
import { stepAt } from '../../helpers/contrast-batch.js';
import { onEachEngine } from '../../helpers/engines.js';
import { lossOf, tinyInputs, tinyModel } from '../../helpers/training-parts.js';

test.before(() => tf.setBackend('cpu'));

const valuesOf = (model: SegmentationModel) =>
  new Map(
    [...model.parameters.map(({ name, variable }) => [name, variable] as const), ...Object.entries(model.statistics)]
      .map(([name, variable]) => [name, [...variable.dataSync()]] as const)
      .sort(([a], [b]) => a.localeCompare(b)),
  );

/** Names of the values that two steps move, and the model. */
async function train(freezing?: Freezing) {
  const model = await tinyModel(1, freezing);
  const before = valuesOf(model);
  const losses = [lossOf('sines', ({ logits }) => logits.sin().mean())];
  const step = new TrainStep({ model, losses, optimizer: Sgd.create({ learningRate: 0.1 }) });
  const inputs = tinyInputs();
  for (let i = 0; i < 2; i++) step.run(inputs, stepAt(i), 1);
  const after = valuesOf(model);
  step.updater.dispose();
  tf.dispose([inputs.images, inputs.labels]);
  const moved = [...before.keys()].filter((name) =>
    before.get(name)!.some((value, i) => value !== after.get(name)![i]),
  );
  return { model, moved, names: [...before.keys()] };
}

const isAverage = (name: string) => /moving_(mean|variance)$/.test(name);

test.serial('frozen layers keep every value, and all the others learn', async (t) => {
  const free = await train();
  t.deepEqual(free.moved, free.names, 'without freezing everything moves');
  const frozen = await train({ layers: ['backbone/c1.*'], batchNorm: false });
  t.deepEqual(frozen.names, free.names, 'checkpoints hold the same');
  t.deepEqual(
    frozen.moved,
    free.names.filter((name) => !name.startsWith('backbone/c1.')),
  );
  for (const { model } of [free, frozen]) model.dispose();
});

test.serial('frozen batch norm keeps its averages and learns scale and offset', async (t) => {
  const { model, moved, names } = await train({ layers: [], batchNorm: true });
  t.deepEqual(
    moved,
    names.filter((name) => !isAverage(name)),
  );
  t.true(moved.some((name) => name.endsWith('gamma')));
  const image = tf.randomUniform<tf.Rank.R4>([1, 8, 8, 3], -1, 1, 'float32', 2);
  const [training, inference] = [true, false].map((mode) => model.forward(image, { training: mode }).logits);
  t.deepEqual([...training!.dataSync()], [...inference!.dataSync()]);
  tf.dispose([image, training!, inference!]);
  model.dispose();
});

test.serial('the gradients through frozen batch norm are those of an affine map', async (t) => {
  await onEachEngine(async ({ name }) => {
    const model = await tinyModel(1, { layers: [], batchNorm: true });
    const image = tf.randomUniform<tf.Rank.R4>([1, 8, 8, 3], -1, 1, 'float32', 2);
    const gamma = model.parameters.find((each) => each.name === 'head/decoder.bn/gamma')!.variable;
    const loss = () => model.forward(image, { training: true }).logits.sin().sum() as tf.Scalar;
    const { value, grads } = tf.variableGrads(loss, [gamma]);
    const found = [...grads[gamma.name]!.dataSync()];
    const start = gamma.dataSync().slice();
    for (const [i, gradient] of found.entries()) {
      const [up, down] = [1e-2, -1e-2].map((shift) => {
        tf.tidy(() => gamma.assign(tf.tensor1d(start.map((v, j) => (j === i ? v + shift : v)))));
        return tf.tidy(() => loss().dataSync()[0]!);
      });
      t.true(
        Math.abs((up! - down!) / 2e-2 - gradient) < 1e-2 * Math.max(1, Math.abs(gradient)),
        `${name}: ${gradient}`,
      );
    }
    tf.dispose([image, value, grads]);
    model.dispose();
  });
});

test.serial('what is exported does not depend on freezing', async (t) => {
  const [free, frozen] = [await tinyModel(1), await tinyModel(1, { layers: ['backbone/*'], batchNorm: true })];
  const [first, second] = [free, frozen].map(({ network }) => network.toJSON(null, false));
  t.deepEqual(renamed(second), renamed(first));
  t.deepEqual(valuesOf(frozen), valuesOf(free));
  for (const model of [free, frozen]) model.dispose();
});

/** tfjs numbers the models of a process. */
const renamed = (json: unknown) => JSON.parse(JSON.stringify(json).replace(/"model\d+"/g, '"model"'));

test.serial('a pattern that means no layer is an error with names that there are', async (t) => {
  const error = await t.throwsAsync(tinyModel(1, { layers: ['backbone/c1.*', 'backbone/c9.*'], batchNorm: false }), {
    instanceOf: ContrasegError,
  });
  t.is(error!.problems.length, 1);
  t.is(error!.problems[0]!.path, 'model.freeze');
  t.regex(error!.message, /"backbone\/c9\.\*" is the name of nothing in this model/);
});
