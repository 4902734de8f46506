import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { ContrasegError } from '../../../src/core/errors/index.js';
import { buildSegmentationModel } from '../../../src/core/model/build.js';
import { MobileNetV2 } from '../../../src/plugins/backbones/mobilenet-v2.js';
import { DeepLabV3Plus } from '../../../src/plugins/heads/deeplab-v3-plus.js';
import { imageOf } from '../../../src/testing/network.js';
import { engines, useEngine } from '../../helpers/engines.js';

test.before(() => useEngine('cpu'));

function build(options: { feature?: string; skip?: string } = {}) {
  return buildSegmentationModel({
    backbone: MobileNetV2.create({ outputStride: 16, widthMultiplier: 0.1, weights: undefined }),
    head: DeepLabV3Plus.create({ channels: 16, rates: [6, 12], skipChannels: 4, ...options }),
    classCount: 11,
  });
}

test.serial('its kernels are those of the recipe: ASPP on stride 16, decoder on stride 4', async (t) => {
  const model = await build();
  const deep = model.features.c5!.channels;
  const skip = model.features.c2!.channels;
  const kernels = model.parameters.filter(({ name }) => name.startsWith('head/') && name.endsWith('kernel'));
  t.deepEqual(
    Object.fromEntries(kernels.map(({ name, variable }) => [name.slice(5).replace(/\/\w+$/, ''), variable.shape])),
    {
      'aspp.pointwise.conv': [1, 1, deep, 16],
      'aspp.rate6.depthwise': [3, 3, deep, 1],
      'aspp.rate6.conv': [1, 1, deep, 16],
      'aspp.rate12.depthwise': [3, 3, deep, 1],
      'aspp.rate12.conv': [1, 1, deep, 16],
      'aspp.pooled.conv': [1, 1, deep, 16],
      // Together a 1x1 convolution over the four branches.
      'aspp.fuse.conv': [1, 1, 3 * 16, 16],
      'aspp.fuse.pooled': [1, 1, 16, 16],
      'decoder.skip.conv': [1, 1, skip, 4],
      'decoder.fuse.depthwise': [3, 3, 16 + 4, 1],
      'decoder.fuse.conv': [1, 1, 16 + 4, 16],
      classifier: [1, 1, 16, 11],
    },
  );
  t.deepEqual(model.features.decoder, { channels: 16, stride: 4 });
  model.dispose();
});

test.serial('the feature maps can be chosen, and a wrong name is answered with those that exist', async (t) => {
  const model = await build({ feature: 'c4', skip: 'c1' });
  const image = tf.zeros<tf.Rank.R4>([1, 32, 48, 3]);
  const { logits } = model.forward(image, { training: false });
  t.deepEqual(logits.shape, [1, 16, 24, 11]);
  tf.dispose([image, logits]);
  model.dispose();
  const error = await t.throwsAsync(build({ skip: 'c22' }), { instanceOf: ContrasegError });
  t.regex(error!.message, /no feature map called "c22".\n.*did you mean "c2"/);
});

test.serial('a step through MobileNetV2 and the head has the same loss and gradients on every engine', async (t) => {
  const results: { engine: string; loss: number; norm: number }[] = [];
  for (const engine of await engines()) {
    await useEngine(engine);
    const model = await build();
    const image = imageOf(2, 48, 32);
    const { value, grads } = tf.variableGrads(
      () => model.forward(image, { training: true }).logits.square().mean() as tf.Scalar,
      model.parameters.map(({ variable }) => variable),
    );
    const norm = tf.tidy(() => tf.addN(Object.values(grads).map((gradient) => gradient.square().sum())).sqrt());
    results.push({ engine, loss: value.dataSync()[0]!, norm: norm.dataSync()[0]! });
    tf.dispose([image, value, grads, norm]);
    model.dispose();
  }
  for (const { engine, loss, norm } of results) {
    t.true(Math.abs(loss / results[0]!.loss - 1) < 1e-3, `${engine}: loss ${loss}`);
    t.true(Math.abs(norm / results[0]!.norm - 1) < 1e-2, `${engine}: gradient norm ${norm}`);
  }
});
