import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { type Activation, activate } from '../../../src/core/layers/blocks.js';
import '../../../src/core/layers/index.js';
import { onEachEngine, useEngine } from '../../helpers/engines.js';
import { finiteDifferences, relativeError } from '../engine/numeric.js';

const relu6 = (x: number) => Math.min(6, Math.max(0, x));

const ACTIVATIONS: Readonly<Record<Activation, (x: number) => number>> = {
  relu: (x) => Math.max(0, x),
  relu6,
  'hard-sigmoid': (x) => relu6(x + 3) / 6,
  'hard-swish': (x) => (x * relu6(x + 3)) / 6,
};

/** Away from the corners at -3, 0, 3 and 6, where there is no derivative. */
const POINTS = [-7, -3.5, -2.9, -1.2, -0.1, 0.2, 1.7, 2.9, 3.4, 5.8, 6.5];

function modelOf(activation: Activation): tf.LayersModel {
  const input = tf.input({ shape: [null] });
  return tf.model({ inputs: input, outputs: activate(input, activation, activation) });
}

for (const [activation, expected] of Object.entries(ACTIVATIONS) as [Activation, (x: number) => number][]) {
  test.serial(`${activation} and its gradient are those of the formula`, async (t) => {
    const slopes = finiteDifferences((x) => x.reduce((sum, value) => sum + expected(value), 0), POINTS);
    await onEachEngine(({ name }) => {
      const model = modelOf(activation);
      tf.tidy(() => {
        const x = tf.tensor2d([POINTS]);
        const run = (input: tf.Tensor) => model.apply(input, { training: true }) as tf.Tensor;
        t.true(relativeError(run(x).dataSync(), POINTS.map(expected)) < 1e-6, name);
        t.true(
          relativeError(
            tf
              .grad((input) => run(input).sum())(x)
              .dataSync(),
            slopes,
          ) < 1e-6,
          name,
        );
      });
    });
  });
}

test.serial('the activations come back from JSON', async (t) => {
  await useEngine('cpu');
  for (const activation of Object.keys(ACTIVATIONS) as Activation[]) {
    const model = modelOf(activation);
    const copy = (await tf.models.modelFromJSON(JSON.parse(model.toJSON() as string))) as tf.LayersModel;
    const [a, b] = [model, copy].map((each) => (each.predict(tf.tensor2d([POINTS])) as tf.Tensor).dataSync());
    t.deepEqual(a, b);
  }
});
