import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import type { FeatureInfos } from '../core/interfaces/backbone.js';
import type { Loss, LossInputs, StepInfo } from '../core/interfaces/loss.js';
import { isDisposable } from '../core/interfaces/stateful.js';
import { RandomStream } from '../core/random/random-stream.js';

const CLASSES = 4;
const IGNORE_INDEX = 255;
const SIZE = { batch: 2, height: 32, width: 48 } as const;

/** The feature maps that the loss is offered. */
const FEATURES: FeatureInfos = {
  c2: { channels: 6, stride: 4 },
  c5: { channels: 12, stride: 16 },
  decoder: { channels: 8, stride: 4 },
};

/** Batches that a training run meets sooner or later. */
const LABELS: Readonly<Record<string, (pixel: number) => number>> = {
  'all classes': (pixel) => (pixel % 11 === 0 ? IGNORE_INDEX : Math.floor(pixel / 16) % CLASSES),
  'no labelled pixel': () => IGNORE_INDEX,
  'class 0 alone': () => 0,
  'a single labelled pixel': (pixel) => (pixel === 700 ? 2 : IGNORE_INDEX),
};

/**
 * Tries a loss through whole steps on batches with all classes, none, one, and a single labelled pixel: finite values and
 * gradients, connected to the network, and no tensor left behind. Throws an AssertionError that says what is wrong.
 * @param create makes a new loss; it is offered the feature maps c2, c5 and decoder, and four classes
 */
export async function testLoss(create: () => Loss): Promise<void> {
  const before = tf.memory().numTensors;
  const loss = create();
  loss.setup?.({
    classCount: CLASSES,
    ignoreIndex: IGNORE_INDEX,
    features: FEATURES,
    trainingImages: 20,
    totalIterations: 100,
    iterationsPerEpoch: 10,
  });
  const names = (loss.variables ?? []).map(({ name }) => name);
  assert.equal(new Set(names).size, names.length, `variables share names: ${names.join(', ')}`);
  let iteration = 90;
  for (const [situation, labelOf] of Object.entries(LABELS)) {
    // Twice: a loss with a memory may behave differently once it remembers something.
    for (let i = 0; i < 2; i++) checkStep(loss, situation, labelOf, iteration++);
  }
  loss.afterEpoch?.(0);
  const settled = tf.memory().numTensors;
  checkStep(loss, 'all classes', LABELS['all classes']!, iteration);
  assert.equal(tf.memory().numTensors, settled, 'a step leaves tensors behind');
  if (isDisposable(loss)) loss.dispose();
  assert.equal(tf.memory().numTensors, before, 'tensors are left behind after the loss was disposed');
}

function checkStep(loss: Loss, situation: string, labelOf: (pixel: number) => number, iteration: number): void {
  const step: StepInfo = { iteration, totalIterations: 100, epoch: 9, iterationsPerEpoch: 10 };
  const inputs = inputsOf(loss, labelOf, step);
  const logits = tf.variable(inputs.logits);
  const maps = Object.entries(inputs.features).map(([name, map]) => [name, tf.variable(map)] as const);
  const network = [logits, ...maps.map(([, map]) => map)];
  // A loss need not depend on all of them; variableGrads throws where it depends on none.
  const { value, grads } = tf.variableGrads(
    () => loss.compute({ ...inputs, logits, features: Object.fromEntries(maps) }),
    network as tf.Variable[],
  );
  assert.deepEqual(value.shape, [], `${situation}: the loss is not a scalar`);
  assert.ok(Number.isFinite(value.dataSync()[0]), `${situation}: the loss is not finite`);
  for (const gradient of Object.values(grads)) {
    assert.ok(gradient.dataSync().every(Number.isFinite), `${situation}: a gradient is not finite`);
  }
  tf.dispose([value, grads, network, inputs.logits, Object.values(inputs.features), inputs.labels]);
  loss.afterStep?.(step);
  JSON.stringify(loss.metrics?.() ?? {});
}

function inputsOf(loss: Loss, labelOf: (pixel: number) => number, step: StepInfo): LossInputs {
  const { batch, height, width } = SIZE;
  const random = RandomStream.fromSeed(step.iteration);
  const map = (stride: number, channels: number): tf.Tensor4D => {
    const shape: [number, number, number, number] = [batch, height / stride, width / stride, channels];
    return tf.tensor4d(
      Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal()),
      shape,
    );
  };
  const labelValues = Int32Array.from({ length: batch * height * width }, (_, pixel) => labelOf(pixel));
  const features = (loss.features ?? []).map((name) => {
    const info = FEATURES[name];
    assert.ok(info, `the loss reads the feature map "${name}", which is not offered`);
    return [name, map(info.stride, info.channels)] as const;
  });
  return {
    logits: map(4, CLASSES),
    features: Object.fromEntries(features),
    labels: tf.tensor3d(labelValues, [batch, height, width], 'int32'),
    labelValues,
    step,
  };
}
