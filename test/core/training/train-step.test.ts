import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import type { NamedLoss } from '../../../src/core/training/named-losses.js';
import { TrainStep, type TrainStepOptions } from '../../../src/core/training/train-step.js';
import { Sgd } from '../../../src/plugins/optimizers/sgd.js';
import { stepAt } from '../../helpers/contrast-batch.js';
import { lossOf, RecordingOptimizer, tinyInputs, tinyModel } from '../../helpers/training-parts.js';

test.before(() => tf.setBackend('cpu'));

type Rest = Parameters<typeof lossOf>[2];
const squares = (rest?: Rest, name = 'squares') => lossOf(name, ({ logits }) => logits.square().mean(), rest);
const sines = (rest?: Rest) => lossOf('sines', ({ logits }) => logits.sin().sum(), rest);

/** One step on a fresh tiny model: what it returns and the gradients that the optimizer was given. */
async function oneStep(losses: readonly NamedLoss[], rest: Pick<TrainStepOptions, 'clipNorm'> = {}) {
  const optimizer = new RecordingOptimizer();
  const step = new TrainStep({ model: await tinyModel(), losses, optimizer, ...rest });
  const result = step.run(tinyInputs(), stepAt(0), 1);
  return { ...result, gradients: flat(optimizer.steps[0]!) };
}

const flat = (gradients: Record<string, Float32Array>) =>
  Object.keys(gradients)
    .sort()
    .flatMap((name) => [...gradients[name]!]);

const norm = (values: readonly number[]) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

function close(t: import('ava').ExecutionContext, found: readonly number[], expected: readonly number[]): void {
  t.is(found.length, expected.length);
  const worst = Math.max(...found.map((value, i) => Math.abs(value - expected[i]!)));
  t.true(worst < 1e-5 * norm(expected), `${worst}`);
}

test.serial('the total and its gradient are those of the losses, each times its weight', async (t) => {
  const [first, second] = [await oneStep([squares()]), await oneStep([sines()])];
  const both = await oneStep([squares({ weight: 3 }), sines({ weight: 0.25 })]);
  close(t, Object.values(both.parts), [3 * first.total, 0.25 * second.total]);
  close(t, [both.total], [3 * first.total + 0.25 * second.total]);
  close(
    t,
    both.gradients,
    first.gradients.map((value, i) => 3 * value + 0.25 * second.gradients[i]!),
  );
});

test.serial('gradients of a larger norm are scaled down to clipNorm, smaller ones are left alone', async (t) => {
  const { gradients, gradientNorm } = await oneStep([sines()]);
  const free = norm(gradients);
  t.true(Math.abs(gradientNorm / free - 1) < 1e-5, 'as reported');
  const clipped = await oneStep([sines()], { clipNorm: free / 2 });
  t.true(Math.abs(norm(clipped.gradients) / free - 0.5) < 1e-5);
  close(
    t,
    clipped.gradients,
    gradients.map((value) => value / 2),
  );
  t.deepEqual((await oneStep([sines()], { clipNorm: free * 2 })).gradients, gradients);
});

test.serial('gradients that are all zero stay zero when they are clipped', async (t) => {
  const { gradients } = await oneStep([lossOf('zero', ({ logits }) => logits.mul(0).sum())], { clipNorm: 1 });
  t.true(gradients.length > 0 && gradients.every((value) => value === 0));
});

for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
  test.serial(`a total of ${value} is returned with its parts and updates nothing`, async (t) => {
    const optimizer = new RecordingOptimizer();
    const told: string[] = [];
    const losses = [
      squares({ afterStep: () => void told.push('good') }, 'good'),
      lossOf('bad', ({ logits }) => logits.mean().mul(0).add(value)),
    ];
    const step = new TrainStep({ model: await tinyModel(), losses, optimizer });
    const { total, parts } = step.run(tinyInputs(), stepAt(0), 1);
    t.is(total, value);
    t.is(parts.bad, value);
    t.true(Number.isFinite(parts.good));
    t.deepEqual([optimizer.steps, told], [[], []]);
  });
}

test.serial('variables of a loss learn with the head, under their names; statistics do not learn', async (t) => {
  const [kernel, bias, mean] = ['kernel', 'bias', 'mean'].map(() => tf.variable(tf.scalar(2)));
  const loss = lossOf('projected', ({ logits }) => logits.mean().mul(kernel!).add(bias!), {
    variables: [
      { name: 'kernel', variable: kernel!, trainable: true, decay: true },
      { name: 'bias', variable: bias!, trainable: true, decay: false },
      { name: 'mean', variable: mean!, trainable: false, decay: true },
    ],
  });
  const optimizer = new RecordingOptimizer();
  const model = await tinyModel();
  const step = new TrainStep({ model, losses: [loss], optimizer });
  t.deepEqual(optimizer.parameters, [
    ...model.parameters,
    { name: 'losses/projected/kernel', variable: kernel, group: 'head', decay: true },
    { name: 'losses/projected/bias', variable: bias, group: 'head', decay: false },
  ]);
  t.is(step.parameters, optimizer.parameters);
});

test.serial('a variable of a loss is updated at the head rate and decays only where it says so', async (t) => {
  const [kernel, bias] = ['kernel', 'bias'].map(() => tf.variable(tf.scalar(2)));
  const loss = lossOf('offset', ({ logits }) => logits.mean().mul(0).add(kernel!).add(bias!), {
    variables: [
      { name: 'kernel', variable: kernel!, trainable: true, decay: true },
      { name: 'bias', variable: bias!, trainable: true, decay: false },
    ],
  });
  const rates = { learningRate: { backbone: 10, head: 0.1 }, momentum: 0, weightDecay: 0.5 };
  const optimizer = Sgd.create(rates);
  const step = new TrainStep({ model: await tinyModel(), losses: [loss], optimizer });
  step.run(tinyInputs(), stepAt(0), 1);
  close(t, [kernel!.dataSync()[0]!, bias!.dataSync()[0]!], [2 - 0.1 * (1 + 0.5 * 2), 2 - 0.1]);
});

test.serial(
  'a loss sees the batch, the maps it asked for and the step, and hears of it after the update',
  async (t) => {
    const optimizer = new RecordingOptimizer();
    const inputs = tinyInputs();
    const told: unknown[] = [];
    const loss = lossOf(
      'reader',
      ({ images, logits, features, labels, labelValues, step }) => {
        told.push(Object.keys(features), images === inputs.images, labels === inputs.labels);
        told.push(labelValues === inputs.labelValues, step);
        return logits.mean().add(features.c1!.mean());
      },
      { features: ['c1'], afterStep: (step) => void told.push(optimizer.steps.length, step) },
    );
    const losses = [loss, squares({ features: ['decoder', 'c1'] })];
    const step = new TrainStep({ model: await tinyModel(), losses, optimizer });
    step.run(inputs, stepAt(7), 1);
    t.deepEqual(told, [['c1', 'decoder'], true, true, true, stepAt(7), 1, stepAt(7)]);
  },
);

test.serial('a feature map that nobody offers is named with its loss', async (t) => {
  const model = await tinyModel();
  const losses = [squares({ features: ['c1', 'decodr'] }, 'reader')];
  t.throws(() => new TrainStep({ model, losses, optimizer: new RecordingOptimizer() }), {
    code: 'CONTRASEG_UNKNOWN_FEATURE',
    message: /"reader" reads the feature map "decodr"[\s\S]*offered: c1, c2, decoder/,
  });
});

test.serial('a step leaves no tensor behind, nor does one whose total is not finite', async (t) => {
  const scale = tf.variable(tf.scalar(1));
  const losses = [lossOf('scaled', ({ logits }) => logits.mean().mul(scale))];
  const step = new TrainStep({ model: await tinyModel(), losses, optimizer: new RecordingOptimizer(), clipNorm: 1 });
  const inputs = tinyInputs();
  step.run(inputs, stepAt(0), 1);
  const before = tf.memory().numTensors;
  step.run(inputs, stepAt(1), 1);
  t.is(tf.memory().numTensors, before);
  scale.assign(tf.tidy(() => tf.scalar(Number.NaN)));
  t.is(step.run(inputs, stepAt(2), 1).total, Number.NaN);
  t.true(tf.memory().numTensors <= before + 1, 'but for the NaN');
});

test.serial('a step normalises by its batch, and moves the averages of batch norm', async (t) => {
  const model = await tinyModel();
  const losses = [squares()];
  const step = new TrainStep({ model, losses, optimizer: new RecordingOptimizer() });
  const averages = () => Object.values(model.statistics).flatMap((variable) => [...variable.dataSync()]);
  const before = averages();
  const inputs = tinyInputs();
  const expected = tf.tidy(() => {
    const twin = model.forward(inputs.images, { training: true }).logits;
    return twin.square().mean().dataSync()[0]!;
  });
  const once = averages();
  const { total } = step.run(inputs, stepAt(0), 1);
  close(t, [total], [expected]);
  t.notDeepEqual(once, before);
  t.notDeepEqual(averages(), once);
});

test.serial('a variable that the loss does not use is left alone, also where gradients are clipped', async (t) => {
  const [used, unused] = ['used', 'unused'].map(() => tf.variable(tf.scalar(2)));
  const loss = lossOf('l', ({ logits }) => logits.mean().mul(used!), {
    variables: [
      { name: 'used', variable: used!, trainable: true, decay: true },
      { name: 'unused', variable: unused!, trainable: true, decay: true },
    ],
  });
  const optimizer = new RecordingOptimizer();
  const step = new TrainStep({ model: await tinyModel(), losses: [loss], optimizer, clipNorm: 0.1 });
  step.run(tinyInputs(), stepAt(0), 1);
  t.true('losses/l/used' in optimizer.steps[0]!);
  t.false('losses/l/unused' in optimizer.steps[0]!);
});
