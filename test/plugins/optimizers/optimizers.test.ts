import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import type { Parameter, Updater } from '../../../src/core/interfaces/optimizer.js';
import { Adam } from '../../../src/plugins/optimizers/adam.js';
import { Sgd } from '../../../src/plugins/optimizers/sgd.js';

const START = [1, -2, 0.5];
const GRADIENTS = [
  [0.3, -0.1, 2],
  [-0.2, 0.4, 1],
  [0.1, 0.1, -3],
];
const FACTORS = [1, 0.5, 0.25];

/** A parameter that decays in the head and one that does not in the backbone, both from START. */
function parameters(): Parameter[] {
  return [
    { name: 'head/kernel', variable: tf.tidy(() => tf.variable(tf.tensor1d(START))), group: 'head', decay: true },
    {
      name: 'backbone/bias',
      variable: tf.tidy(() => tf.variable(tf.tensor1d(START))),
      group: 'backbone',
      decay: false,
    },
  ];
}

function run(updater: Updater, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    tf.tidy(() => {
      const gradient = tf.tensor1d(GRADIENTS[i]!);
      updater.step({ 'head/kernel': gradient, 'backbone/bias': gradient }, FACTORS[i]!);
    });
  }
}

function close(t: import('ava').ExecutionContext, tensor: tf.Tensor, expected: readonly number[]): void {
  tensor.dataSync().forEach((value, i) => {
    t.true(Math.abs(value - expected[i]!) < 1e-5, `${value} and ${expected[i]}`);
  });
}

test('sgd follows its formula: momentum, decay of kernels alone, a learning rate per group', (t) => {
  const options = { learningRate: { backbone: 0.1, head: 0.2 }, momentum: 0.9, weightDecay: 0.01 };
  const params = parameters();
  run(Sgd.create(options).setup(params), 0, 3);
  for (const [{ variable }, rate, decay] of [
    [params[0]!, 0.2, 0.01],
    [params[1]!, 0.1, 0],
  ] as const) {
    const expected = START.map((start, j) => {
      let w = start;
      let v = 0;
      GRADIENTS.forEach((gradient, i) => {
        v = 0.9 * v + gradient[j]! + decay * w;
        w -= rate * FACTORS[i]! * v;
      });
      return w;
    });
    close(t, variable, expected);
  }
});

test('adam follows its formula: bias correction, decoupled decay of kernels alone', (t) => {
  const params = parameters();
  run(Adam.create({ learningRate: 0.1, weightDecay: 0.1 }).setup(params), 0, 3);
  for (const [{ variable }, decay] of [
    [params[0]!, 0.1],
    [params[1]!, 0],
  ] as const) {
    const expected = START.map((start, j) => {
      let w = start;
      let m = 0;
      let v = 0;
      GRADIENTS.forEach((gradient, i) => {
        const rate = 0.1 * FACTORS[i]!;
        m = 0.9 * m + 0.1 * gradient[j]!;
        v = 0.999 * v + 0.001 * gradient[j]! ** 2;
        w =
          w * (1 - rate * decay) - (rate * (m / (1 - 0.9 ** (i + 1)))) / (Math.sqrt(v / (1 - 0.999 ** (i + 1))) + 1e-8);
      });
      return w;
    });
    close(t, variable, expected);
  }
});

for (const [name, create] of [
  ['sgd', () => Sgd.create()],
  ['adam', () => Adam.create()],
] as const) {
  test.serial(`${name} goes on from its saved state bit for bit and leaves no tensor behind`, (t) => {
    const before = tf.memory().numTensors;
    const whole = parameters();
    const updater = create().setup(whole);
    run(updater, 0, 2);
    const state = updater.saveState();
    const resumed = parameters();
    for (const [i, { variable }] of resumed.entries()) variable.assign(whole[i]!.variable);
    const other = create().setup(resumed);
    other.loadState(state);
    run(updater, 2, 3);
    run(other, 2, 3);
    for (const [i, { variable }] of resumed.entries()) t.deepEqual(variable.dataSync(), whole[i]!.variable.dataSync());
    updater.dispose();
    other.dispose();
    tf.dispose([...whole, ...resumed].map(({ variable }) => variable));
    t.is(tf.memory().numTensors, before);
  });

  test.serial(`${name} leaves a parameter without gradient alone`, (t) => {
    const params = parameters();
    const updater = create().setup(params);
    tf.tidy(() => updater.step({ 'head/kernel': tf.tensor1d(GRADIENTS[0]!) }, 1));
    t.deepEqual([...params[1]!.variable.dataSync()], START);
    t.notDeepEqual([...params[0]!.variable.dataSync()], START);
    updater.dispose();
    tf.dispose(params.map(({ variable }) => variable));
  });
}
