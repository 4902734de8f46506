import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { normalizeBatch } from '../../../../src/core/engine/ops/batch-normalization.js';
import type { NormalizationSequel } from '../../../../src/core/engine/ops/batch-normalization-state.js';
import { onEachEngine } from '../../../helpers/engines.js';
import { finiteDifferences, randomTensor, relativeError } from '../numeric.js';
import { naiveGradients, naiveNormalization } from './naive-batch-normalization.js';

type Activation = NormalizationSequel['activation'];

const CASES: readonly { activation: Activation; withShortcut: boolean }[] = [
  { activation: 'relu', withShortcut: false },
  { activation: 'relu6', withShortcut: false },
  { activation: 'relu', withShortcut: true },
  { activation: 'relu6', withShortcut: true },
  { activation: undefined, withShortcut: true },
];

/** Values and the gradients of their weighted sum by x, gamma, beta and the shortcut. */
function run([x, gamma, beta, shortcut]: tf.Tensor[], weights: tf.Tensor, activation: Activation) {
  const channels = gamma!.size;
  const [movingMean, movingVariance] = [tf.zeros([channels]) as tf.Tensor1D, tf.ones([channels]) as tf.Tensor1D];
  const state = { movingMean, movingVariance, momentum: 0.9, epsilon: 1e-5, update: () => undefined };
  const f = (...[a, b, c, d]: tf.Tensor[]) =>
    normalizeBatch(a!, b as tf.Tensor1D, c as tf.Tensor1D, state, { activation, ...(d && { shortcut: d }) });
  const inputs = [x!, gamma!, beta!, ...(shortcut ? [shortcut] : [])];
  const gradients = tf.grads(f)(inputs, weights);
  return { y: f(...inputs).dataSync() as Float32Array, gradients: gradients.map((g) => g.dataSync() as Float32Array) };
}

function inputs(shape: number[], withShortcut: boolean, spread = 1): tf.Tensor[] {
  const channels = [shape.at(-1)!];
  const [gamma, beta] = [randomTensor(channels, 2).mul(4), randomTensor(channels, 3)];
  const x = randomTensor(shape, 1).mul(spread).add(3);
  return [x, gamma, beta, ...(withShortcut ? [randomTensor(shape, 4)] : [])];
}

const float64 = (tensors: tf.Tensor[]) => tensors.map((tensor) => Float64Array.from(tensor.dataSync()));

for (const { activation, withShortcut } of CASES) {
  const label = `${withShortcut ? 'a shortcut and ' : ''}${activation ?? 'no activation'}`;

  test.serial(`with ${label} the gradients are those of finite differences`, async (t) => {
    for (const shape of [
      [2, 3, 5, 4],
      [1, 4, 2, 3],
    ]) {
      await onEachEngine(({ name }) => {
        tf.tidy(() => {
          const tensors = inputs(shape, withShortcut);
          const weights = randomTensor(shape, 5);
          const { gradients } = run(tensors, weights, activation);
          const values = float64(tensors);
          const weighting = weights.dataSync();
          for (const [i, found] of gradients.entries()) {
            const expected = finiteDifferences((v) => {
              const y = naiveNormalization(values.with(i, Float64Array.from(v)), activation);
              return y.reduce((sum, value, at) => sum + value * weighting[at]!, 0);
            }, values[i]!);
            t.true(relativeError(found, expected) < 1e-3, `${name} [${shape}]: gradient ${i}`);
          }
        });
      });
    }
  });

  // Several blocks and threads, rows that fill no vector, more channels than a line holds, and a mean of 150 deviations.
  test.serial(`with ${label} large inputs match float64 in values and gradients`, async (t) => {
    for (const shape of [
      [700, 300],
      [2, 60, 90, 19],
      [5, 1025],
    ]) {
      await onEachEngine(({ name }) => {
        tf.tidy(() => {
          const tensors = inputs(shape, withShortcut, 0.02);
          const weights = randomTensor(shape, 5);
          const { y, gradients } = run(tensors, weights, activation);
          const values = float64(tensors);
          t.true(relativeError(y, naiveNormalization(values, activation)) < 1e-3, `${name} [${shape}]: values`);
          const expected = naiveGradients(values, weights.dataSync(), y, activation);
          for (const [i, found] of gradients.entries()) {
            t.true(relativeError(found, expected[i]!) < 1e-3, `${name} [${shape}]: gradient ${i}`);
          }
        });
      });
    }
  });
}

test.serial('a shortcut of another shape is spread over the image', async (t) => {
  await onEachEngine(({ name }) => {
    tf.tidy(() => {
      const [x, gamma, beta] = inputs([2, 3, 4, 5], false) as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D];
      const row = randomTensor<tf.Rank.R4>([2, 1, 1, 5], 6);
      const weights = randomTensor([2, 3, 4, 5], 7);
      const found = run([x, gamma, beta, row], weights, 'relu');
      const spread = run([x, gamma, beta, row.tile([1, 3, 4, 1])], weights, 'relu');
      t.true(relativeError(found.y, spread.y) < 1e-5, name);
      t.deepEqual(found.gradients[3]!.length, 10);
    });
  });
});

test.serial('a NaN is not clamped away', async (t) => {
  await onEachEngine(({ name }) => {
    if (name !== 'native-cpu') return;
    tf.tidy(() => {
      const broken = tf.tensor2d([1, Number.NaN, 2, 3, 4, 5], [2, 3]);
      const { y } = run([broken, tf.ones([3]), tf.zeros([3])], tf.ones([2, 3]), 'relu6');
      t.deepEqual([...y].map(Number.isNaN), [false, true, false, false, true, false]);
    });
  });
});
