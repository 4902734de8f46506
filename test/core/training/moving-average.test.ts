import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { MovingAverage } from '../../../src/core/training/moving-average.js';
import { MovingAverages } from '../../../src/core/training/moving-averages.js';
import { TrainStep } from '../../../src/core/training/train-step.js';
import { Sgd } from '../../../src/plugins/optimizers/sgd.js';
import { stepAt } from '../../helpers/contrast-batch.js';
import { onEachEngine, useEngine } from '../../helpers/engines.js';
import { lossOf, tinyInputs, tinyModel } from '../../helpers/training-parts.js';

type Model = Awaited<ReturnType<typeof tinyModel>>;

/** Every weight and statistic of the network as plain numbers, by name. */
function weights(model: Model): Record<string, Float32Array> {
  const variables = [...model.parameters.map(({ name, variable }) => [name, variable] as const)];
  const all = [...variables, ...Object.entries(model.statistics)];
  return Object.fromEntries(all.map(([name, variable]) => [name, variable.dataSync().slice() as Float32Array]));
}

const saved = ({ state }: MovingAverage): Record<string, Float32Array> =>
  Object.fromEntries(
    Object.entries(state.saveState().tensors!).map(([name, tensor]) => [name, tensor.dataSync() as Float32Array]),
  );

function move(model: Model): void {
  const all = [...model.parameters.map(({ variable }) => variable), ...Object.values(model.statistics)];
  for (const [i, variable] of all.entries()) tf.tidy(() => variable.assign(variable.mul(1.5).add(0.1 * (i + 1))));
}

test.serial('weights and statistics are averaged by the recurrence, the first steps by their plain mean', async (t) => {
  await useEngine('cpu');
  const model = await tinyModel();
  const average = new MovingAverage(model, 0.7);
  const expected = weights(model);
  t.true(
    'head/decoder.bn/moving_variance' in expected && 'backbone/c1.same.conv/kernel' in expected,
    `${Object.keys(expected)}`,
  );
  // 1 - 1/(n + 1) is 1/2, 2/3, 3/4: from the third step on, the momentum is smaller.
  for (const [i, momentum] of [1 / 2, 2 / 3, 0.7, 0.7].entries()) {
    move(model);
    average.update(i + 1);
    for (const [name, now] of Object.entries(weights(model))) {
      expected[name] = expected[name]!.map((value, j) => value * momentum + now[j]! * (1 - momentum));
    }
    for (const [name, found] of Object.entries(saved(average))) {
      const worst = Math.max(...found.map((value, j) => Math.abs(value / expected[name]![j]! - 1)));
      t.true(worst < 1e-5, `${name} after step ${i + 1}: ${worst}`);
    }
  }
  t.deepEqual(Object.keys(saved(average)), Object.keys(expected));
  average.dispose();
  model.dispose();
});

test.serial('a pass of the teacher is that of a network with the averages, and has no gradient', async (t) => {
  await onEachEngine(async ({ name }) => {
    const [model, other] = [await tinyModel(1), await tinyModel(2)];
    const average = new MovingAverage(model, 0.9);
    move(model);
    move(other);
    const { images, labels } = tinyInputs();
    average.state.loadState({ tensors: Object.fromEntries(otherVariables(other)) });
    const expected = tf.tidy(() => {
      const { logits, features } = other.forward(images, { training: false, features: ['c1'] });
      return [logits, features.c1!].map((tensor) => tensor.dataSync().slice());
    });
    const before = weights(model);
    const tensors = tf.memory().numTensors;

    let found: unknown[] = [];
    const { value, grads } = tf.variableGrads(
      () => {
        const told = average.forward(images, ['c1']);
        found = [told.logits, told.features.c1!].map((tensor) => tensor.dataSync().slice());
        const own = model.forward(images, { training: false }).logits;
        return own.mean<tf.Scalar>().add(told.logits.square().mean());
      },
      model.parameters.map(({ variable }) => variable),
    );
    t.deepEqual(found, expected, name);
    t.deepEqual(weights(model), before, `${name}: the network has its own weights again`);

    const alone = tf.variableGrads(
      () => model.forward(images, { training: false }).logits.mean(),
      model.parameters.map(({ variable }) => variable),
    );
    for (const [variable, gradient] of Object.entries(alone.grads)) {
      t.deepEqual(grads[variable]!.dataSync(), gradient.dataSync(), `${name}: ${variable}`);
    }
    tf.dispose([value, grads, alone.value, alone.grads]);
    t.is(tf.memory().numTensors, tensors, name);
    tf.dispose([images, labels]);
    for (const each of [average, model, other]) each.dispose();
  });
});

function otherVariables(model: Model): (readonly [string, tf.Variable])[] {
  return [
    ...model.parameters.map(({ name, variable }) => [name, variable] as const),
    ...Object.entries(model.statistics),
  ];
}

test.serial('the network has its own weights again after whatever was done with the averages', async (t) => {
  await useEngine('cpu');
  const model = await tinyModel();
  const average = new MovingAverage(model, 0);
  const averaged = weights(model);
  move(model);
  const own = weights(model);
  t.deepEqual(
    average.use(() => weights(model)),
    averaged,
  );
  t.deepEqual(weights(model), own);
  const later = average.use(async () => {
    await new Promise((done) => setImmediate(done));
    return weights(model);
  });
  t.deepEqual(weights(model), averaged, 'until the promise is settled');
  t.deepEqual(await later, averaged);
  t.deepEqual(weights(model), own);
  t.throws(
    () =>
      average.use(() => {
        throw new Error('no');
      }),
    { message: 'no' },
  );
  await t.throwsAsync(
    average.use(() => Promise.reject(new Error('never'))),
    { message: 'never' },
  );
  t.deepEqual(weights(model), own);
});

test.serial('averages move after the update of a step that was taken, and not with one that was not', async (t) => {
  await useEngine('cpu');
  const model = await tinyModel();
  const averages = new MovingAverages(model);
  const average = averages.of(0.5);
  t.is(averages.of(0.5), average, 'one for all who ask for the same');
  let scale = Number.NaN;
  const seen: Float32Array[] = [];
  const loss = lossOf('squares', ({ logits }) => logits.square().mean().mul(scale), {
    afterStep: () => void seen.push(saved(average)['head/classifier/bias']!.slice()),
  });
  const step = new TrainStep({ model, losses: [loss], optimizer: Sgd.create(), averages });
  const first = weights(model);
  step.run(tinyInputs(), stepAt(0), 1);
  t.deepEqual(saved(average), first);
  scale = 1;
  step.run(tinyInputs(), stepAt(0), 1);
  const bias = weights(model)['head/classifier/bias']!;
  t.deepEqual(
    [...seen[0]!],
    [...bias.map((value, i) => Math.fround(value * 0.5 + first['head/classifier/bias']![i]! * 0.5))],
  );
  t.deepEqual(Object.keys(averages.parts()), ['average.0.5']);
});
