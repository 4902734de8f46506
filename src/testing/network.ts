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
  assert.equal(tf.memory().numTensors, before, 'tensors are left behind after the model was disposed');
}

/** Feature maps have the size that their stride promises, also on an image that is not square. */
function checkShapes(model: SegmentationModel): void {
  const names = Object.keys(model.features);
  for (const [height, width] of [
    [1, 2],
    [3, 2],
  ].map((sides) => sides.map((n) => n * model.outputStride))) {
    tf.tidy(() => {
      const { logits, features } = model.forward(imageOf(2, height!, width!), { training: false, features: names });
      for (const name of names) {
        const { channels, stride } = model.features[name]!;
        const expected = [2, height! / stride, width! / stride, channels];
        assert.deepEqual(features[name]!.shape, expected, `feature map "${name}" of a ${height}x${width} image`);
      }
      assert.equal(logits.shape[3], model.classCount, 'channels of the logits');
    });
  }
}

/** Every parameter is reached by a finite gradient. */
function checkGradients(model: SegmentationModel): void {
  tf.tidy(() => {
    const image = imageOf(2, 2 * model.outputStride, 2 * model.outputStride);
    const loss = () => {
      const { logits, features } = model.forward(image, { training: true, features: Object.keys(model.features) });
      return tf.addN([logits, ...Object.values(features)].map((map) => map.square().mean())) as tf.Scalar;
    };
    const { grads } = tf.variableGrads(
      loss,
      model.parameters.map((parameter) => parameter.variable),
    );
    for (const { name, variable } of model.parameters) {
      const gradient = grads[variable.name];
      assert.ok(gradient, `no gradient reaches "${name}"`);
      assert.ok(gradient.dataSync().every(Number.isFinite), `the gradient of "${name}" is not finite`);
    }
  });
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
  const random = RandomStream.fromSeed(1);
  const values = Float32Array.from({ length: batch * height * width * 3 }, () => random.normal());
  return tf.tensor4d(values, [batch, height, width, 3]);
}
