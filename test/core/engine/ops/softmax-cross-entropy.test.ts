import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { softmaxCrossEntropy } from '../../../../src/core/engine/index.js';
import { onEachEngine } from '../../../helpers/engines.js';
import { finiteDifferences, randomTensor, relativeError } from '../numeric.js';

const CLASSES = 3;
const LABELS = [0, 2, 255, 1, 2, 255, 0, 0, 1, 2, 2, 255];
const WEIGHTS = [0.5, 2, 1.25];

function naive(logits: ArrayLike<number>, weights: readonly number[]): number {
  let [sum, total] = [0, 0];
  for (const [pixel, label] of LABELS.entries()) {
    if (label === 255) continue;
    const row = Array.from({ length: CLASSES }, (_, c) => logits[pixel * CLASSES + c]!);
    sum += weights[label]! * (Math.log(row.reduce((s, v) => s + Math.exp(v), 0)) - row[label]!);
    total += weights[label]!;
  }
  return sum / total;
}

for (const weighted of [false, true]) {
  test.serial(`value and gradient match the definition ${weighted ? 'with' : 'without'} class weights`, async (t) => {
    await onEachEngine(({ name }) => {
      tf.tidy(() => {
        const logits = randomTensor<tf.Rank.R4>([2, 2, 3, CLASSES], 5).mul(4);
        const labels = tf.tensor3d(LABELS, [2, 2, 3], 'int32');
        const classWeights = weighted ? tf.tensor1d(WEIGHTS) : undefined;
        const loss = (x: tf.Tensor) => softmaxCrossEntropy(x, labels, { ignoreIndex: 255, classWeights });
        const { value, grad } = tf.valueAndGrad(loss)(logits);
        const reference = (x: ArrayLike<number>) => naive(x, weighted ? WEIGHTS : [1, 1, 1]);
        const values = logits.dataSync();
        t.true(relativeError(value.dataSync(), [reference(values)]) < 1e-5, name);
        t.true(relativeError(grad.dataSync(), finiteDifferences(reference, values)) < 1e-5, name);
      });
    });
  });
}

test.serial('without a labelled pixel the loss and its gradient are exactly zero', async (t) => {
  await onEachEngine(({ name }) => {
    tf.tidy(() => {
      const logits = randomTensor<tf.Rank.R2>([4, CLASSES], 6);
      const loss = (x: tf.Tensor) => softmaxCrossEntropy(x, tf.fill([4], -1, 'int32'), { ignoreIndex: -1 });
      const { value, grad } = tf.valueAndGrad(loss)(logits);
      t.deepEqual([...value.dataSync(), ...grad.dataSync()].map(Math.abs), new Array(13).fill(0), name);
    });
  });
});

test.serial('logits of a thousand stay finite', async (t) => {
  await onEachEngine(({ name }) => {
    tf.tidy(() => {
      const logits = tf.tensor2d([1000, -1000, 0, -1000, 1000, 0], [2, 3]);
      const loss = (x: tf.Tensor) => softmaxCrossEntropy(x, tf.tensor1d([0, 0], 'int32'), { ignoreIndex: 255 });
      const { value, grad } = tf.valueAndGrad(loss)(logits);
      t.is(value.dataSync()[0], 1000, name);
      t.true(grad.dataSync().every(Number.isFinite), name);
    });
  });
});
