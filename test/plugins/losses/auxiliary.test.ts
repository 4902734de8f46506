import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { ContrasegError } from '../../../src/core/errors/index.js';
import type { Loss, LossContext } from '../../../src/core/interfaces/loss.js';
import { buildSegmentationModel } from '../../../src/core/model/build.js';
import { setUpLoss } from '../../../src/core/training/named-losses.js';
import { TrainStep } from '../../../src/core/training/train-step.js';
import { Tiny } from '../../../src/plugins/backbones/tiny.js';
import { Fcn } from '../../../src/plugins/heads/fcn.js';
import { Auxiliary } from '../../../src/plugins/losses/auxiliary.js';
import { CrossEntropy } from '../../../src/plugins/losses/cross-entropy.js';
import { Dice } from '../../../src/plugins/losses/dice.js';
import { Sgd } from '../../../src/plugins/optimizers/sgd.js';
import { imageOf } from '../../../src/testing/network.js';
import { useEngine } from '../../helpers/engines.js';

test.before(() => useEngine('cpu'));

const CLASSES = 3;
const step = { iteration: 0, totalIterations: 10, epoch: 0, iterationsPerEpoch: 5 };
const context: LossContext = {
  classCount: CLASSES,
  ignoreIndex: 255,
  features: {},
  auxiliary: { near: { channels: CLASSES, stride: 2 }, far: { channels: CLASSES, stride: 4 } },
  totalIterations: 10,
  iterationsPerEpoch: 5,
  trainingImages: 10,
};

function model() {
  return buildSegmentationModel({
    backbone: Tiny.create({ channels: [4, 6] }),
    head: Fcn.create({
      ...{ variant: 'plain', channels: 4, kernelSize: 3, dropout: 0 },
      auxiliary: { channels: 5, kernelSize: 1, dropout: 0 },
    }),
    classCount: CLASSES,
  });
}

test.serial('it is the sum of a loss over all auxiliary logits, with the weight of that loss', (t) => {
  tf.tidy(() => {
    const labelValues = Int32Array.from({ length: 64 }, (_, i) => (i % 9 === 0 ? 255 : i % CLASSES));
    const labels = tf.tensor3d(labelValues, [1, 8, 8], 'int32');
    const [near, far] = [imageOf(1, 4, 4), imageOf(1, 2, 2)];
    const inputs = { logits: imageOf(1, 8, 8), labels, labelValues, step };
    const inner = () => Dice.create({ weight: 0.5 });
    const term = Auxiliary.create({ weight: 0.4, loss: inner() }).setup(context);
    t.deepEqual(term.features, ['near', 'far']);
    const alone = inner().setup(context);
    const [total, ofNear, ofFar] = [
      term.compute({ ...inputs, features: { near, far } }),
      ...[near, far].map((logits) => alone({ ...inputs, logits, features: {} })),
    ].map((value) => value.dataSync()[0]!);
    t.true(Math.abs(total! - 0.5 * (ofNear! + ofFar!)) < 1e-6);
  });
});

test.serial('a head without an auxiliary classifier is answered with what to write', (t) => {
  const loss = Auxiliary.create({ weight: 0.4 });
  const error = t.throws(() => loss.setup({ ...context, auxiliary: {} }), { instanceOf: ContrasegError });
  t.regex(error!.message, /no auxiliary classifier.\n.*auxiliary: \{\}/);
});

test.serial('a step moves the auxiliary classifier only with that loss, and the network never holds it', async (t) => {
  for (const wanted of [false, true]) {
    const built = await model();
    t.deepEqual(Object.keys(built.auxiliary), ['auxiliary']);
    t.false('auxiliary' in built.features);
    t.false(built.network.layers.some(({ name }) => name.startsWith('auxiliary')));
    const losses: Loss[] = [CrossEntropy.create({})];
    if (wanted) losses.push(Auxiliary.create({ weight: 0.4 }));
    const { features, auxiliary } = built;
    const train = new TrainStep({
      model: built,
      losses: losses.map((loss, i) => setUpLoss(`${i}`, loss, { ...context, features, auxiliary })),
      optimizer: Sgd.create({}),
    });
    const kernels = () =>
      built.parameters
        .filter(({ name }) => name.startsWith('head/auxiliary') && name.endsWith('kernel'))
        .map(({ variable }) => variable.dataSync().slice());
    const before = kernels();
    t.is(before.length, 2);
    const size = 2 * built.outputStride;
    const labelValues = Int32Array.from({ length: 2 * size * size }, (_, i) => i % CLASSES);
    const labels = tf.tensor3d(labelValues, [2, size, size], 'int32');
    train.run({ images: imageOf(2, size, size), labels, labelValues }, step, 1);
    for (const [i, kernel] of kernels().entries())
      t.is(
        kernel.some((value, j) => value !== before[i]![j]),
        wanted,
      );
    built.dispose();
  }
});
