import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import '../core/layers/index.js';
import type { SegmentationModel } from '../core/model/segmentation-model.js';
import { RandomStream } from '../core/random/random-stream.js';

/** Tries two networks of one making and disposes them. */
export async function checkNetwork(create: () => Promise<SegmentationModel>): Promise<void> {
  const before = tf.memory().numTensors;
  const [model, twin] = [await create(), await create()];
  try {
    checkShapes(model);
    checkGradients(model);
    checkTwins(model, twin);
    checkBatchIndependence(model);
    await checkSerialisation(model);
  } finally {
    model.dispose();
    twin.dispose();
  }
  const left = tf.memory().numTensors - before;
  assert.ok(left === 0, `${left} tensors are left behind after the model was disposed`);
}

/** Feature maps have the size that their stride promises, also on an image that is not square. */
function checkShapes(model: SegmentationModel): void {
  const maps = { ...model.features, ...model.auxiliary };
  const names = Object.keys(maps);
  for (const [height, width] of [
    [1, 2],
    [3, 2],
  ].map((sides) => sides.map((n) => n * model.outputStride))) {
    tf.tidy(() => {
      const { logits, features } = model.forward(imageOf(2, height!, width!), { training: false, features: names });
      for (const name of names) {
        const { channels, stride } = maps[name]!;
        const expected = [2, height! / stride, width! / stride, channels];
        assert.deepEqual(features[name]!.shape, expected, `feature map "${name}" of a ${height}x${width} image`);
      }
      assert.equal(logits.shape[3], model.classCount, 'channels of the logits');
    });
  }
}

/** A finite gradient reaches every parameter, and the image from every map: a cut one would train a part of the network. */
function checkGradients(model: SegmentationModel): void {
  const names = Object.keys({ ...model.features, ...model.auxiliary });
  const image = tf.tidy(() => tf.variable(imageOf(2, 2 * model.outputStride, 2 * model.outputStride)));
  const variables = model.parameters.map(({ variable }) => variable);
  const reached = new Set<string>();
  for (const name of ['logits', ...names]) {
    const mean = () => {
      const asked = name === 'logits' ? [] : [name];
      const { logits, features } = model.forward(image, { training: true, features: asked });
      const map = features[name] ?? logits;
      // Unlike a plain sum, which batch norm makes constant.
      return map.mul<tf.Tensor>(noise(map.shape)).mean() as tf.Scalar;
    };
    const which = name === 'logits' ? 'the logits' : `the feature map "${name}"`;
    const grads = tf.tidy(() => gradientsOf(which, mean, [image, ...variables]));
    const onImage = grads[image.name]?.dataSync();
    assert.ok(onImage, `the gradient of ${which} is cut: it does not reach the image`);
    assert.ok(
      onImage.some((value) => value !== 0),
      `the gradient of ${which} is cut: it is 0 on all of the image`,
    );
    for (const { name: parameter, variable } of model.parameters) {
      const gradient = grads[variable.name];
      if (!gradient) continue;
      assert.ok(gradient.dataSync().every(Number.isFinite), `the gradient of "${parameter}" is not finite`);
      reached.add(parameter);
    }
    tf.dispose(grads);
  }
  image.dispose();
  for (const { name } of model.parameters) assert.ok(reached.has(name), `no gradient reaches "${name}"`);
}

function gradientsOf(which: string, mean: () => tf.Scalar, variables: tf.Variable[]): tf.NamedTensorMap {
  try {
    return tf.variableGrads(mean, variables).grads;
  } catch (error) {
    if (!/Cannot (find a connection|compute gradient)/.test(String(error))) throw error;
    assert.fail(`the gradient of ${which} is cut: it reaches neither the image nor a parameter`);
  }
}

/** Names and first values repeat, or checkpoints could not be read and runs not be compared. */
function checkTwins(model: SegmentationModel, twin: SegmentationModel): void {
  const names = (each: SegmentationModel) => each.parameters.map(({ name }) => name);
  assert.deepEqual(names(twin), names(model), 'parameter names differ from one building to the next: name every layer');
  model.parameters.forEach(({ name, variable }, i) => {
    const message = `"${name}" starts differently each time: draw kernels from the RANDOM streams, e.g. with heNormal`;
    assert.deepEqual(twin.parameters[i]!.variable.dataSync(), variable.dataSync(), message);
  });
}

/** At inference an image's result does not depend on what else is in the batch. */
function checkBatchIndependence(model: SegmentationModel): void {
  tf.tidy(() => {
    const size = 2 * model.outputStride;
    const both = imageOf(2, size, size);
    const first = tf.slice4d(both, [0, 0, 0, 0], [1, -1, -1, -1]);
    const alone = model.forward(first, { training: false }).logits;
    const together = tf.slice4d(model.forward(both, { training: false }).logits, [0, 0, 0, 0], [1, -1, -1, -1]);
    const difference = alone.sub(together).abs().max().dataSync()[0]!;
    assert.ok(
      difference <= 1e-4 * (1 + alone.abs().max().dataSync()[0]!),
      'an image changes the results of its neighbours',
    );
  });
}

/** The network survives being written as JSON with weights, as `contraseg export` does. */
async function checkSerialisation(model: SegmentationModel): Promise<void> {
  const copy = await tf.models.modelFromJSON(JSON.parse(model.network.toJSON() as string));
  try {
    copy.setWeights(model.network.getWeights());
    tf.tidy(() => {
      const image = imageOf(1, model.outputStride, 2 * model.outputStride);
      const original = model.forward(image, { training: false }).logits;
      const difference = original
        .sub(copy.apply(image, { training: false }) as tf.Tensor)
        .abs()
        .max()
        .dataSync()[0]!;
      assert.ok(
        difference <= 1e-5 * (1 + original.abs().max().dataSync()[0]!),
        'the exported network computes something else',
      );
    });
  } finally {
    copy.dispose();
  }
}

/** Normally distributed pixels, the same at each call. */
export function imageOf(batch: number, height: number, width: number): tf.Tensor4D {
  return noise([batch, height, width, 3]) as tf.Tensor4D;
}

function noise(shape: number[]): tf.Tensor {
  const random = RandomStream.fromSeed(1);
  return tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal()),
    shape,
  );
}
