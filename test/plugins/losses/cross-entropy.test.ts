import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { ContrasegError } from '../../../src/core/errors/index.js';
import type { LossContext, LossInputs } from '../../../src/core/interfaces/loss.js';
import { RandomStream } from '../../../src/core/random/random-stream.js';
import { CrossEntropy } from '../../../src/plugins/losses/cross-entropy.js';
import { onEachEngine } from '../../helpers/engines.js';

const context: LossContext = {
  classCount: 3,
  ignoreIndex: 255,
  features: { c4: { channels: 4, stride: 2 } },
  totalIterations: 10,
  iterationsPerEpoch: 5,
  trainingImages: 10,
};
const step = { iteration: 0, totalIterations: 10, epoch: 0, iterationsPerEpoch: 5 };

function batch(labelValues: Int32Array, size: [number, number, number], logitsSize: [number, number]): LossInputs {
  const random = RandomStream.fromSeed(7);
  const shape: [number, number, number, number] = [size[0], ...logitsSize, 3];
  const values = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => 2 * random.normal());
  const features = { c4: tf.ones<tf.Rank.R4>([size[0], 2, 2, 4]) };
  return {
    logits: tf.tensor4d(values, shape),
    features,
    labels: tf.tensor3d(labelValues, size, 'int32'),
    labelValues,
    step,
  };
}

/** The definition, pixel by pixel. */
function naive(logits: Float32Array, labels: Int32Array, weights: number[]): number {
  let sum = 0;
  let total = 0;
  labels.forEach((label, i) => {
    if (label === 255) return;
    const row = Array.from(logits.subarray(3 * i, 3 * i + 3));
    const logSum = Math.log(row.reduce((s, x) => s + Math.exp(x), 0));
    sum += weights[label]! * (logSum - row[label]!);
    total += weights[label]!;
  });
  return sum / total;
}

test.serial('the weighted mean over labelled pixels, as a loop computes it', async (t) => {
  const labels = Int32Array.from([0, 1, 2, 255, 1, 1, 2, 0, 255, 0, 2, 1]);
  await onEachEngine((engine) => {
    const inputs = batch(labels, [2, 2, 3], [2, 3]);
    for (const classWeights of [undefined, [1, 0.25, 3]]) {
      const value = CrossEntropy.create({ classWeights }).setup(context)(inputs);
      const expected = naive(inputs.logits.dataSync() as Float32Array, labels, classWeights ?? [1, 1, 1]);
      t.true(Math.abs(value.dataSync()[0]! - expected) < 1e-5, engine.name);
      value.dispose();
    }
    tf.dispose([inputs.logits, inputs.labels, inputs.features]);
  });
});

test.serial('without a labelled pixel the loss and its gradient are exactly zero', async (t) => {
  await onEachEngine((engine) => {
    const inputs = batch(new Int32Array(16).fill(255), [1, 4, 4], [2, 2]);
    const loss = CrossEntropy.create({}).setup(context);
    const { value, grad } = tf.valueAndGrad((logits) => loss({ ...inputs, logits: logits as tf.Tensor4D }))(
      inputs.logits,
    );
    t.is(Math.abs(value.dataSync()[0]!), 0, engine.name);
    t.true(
      grad.dataSync().every((x) => x === 0),
      engine.name,
    );
    tf.dispose([value, grad, inputs.logits, inputs.labels, inputs.features]);
  });
});

test('class weights that do not match the classes are refused', (t) => {
  const weights = CrossEntropy.create({ classWeights: [1, 2] });
  t.regex(t.throws(() => weights.setup(context), { instanceOf: ContrasegError }).message, /2 weights for 3 classes/);
});
