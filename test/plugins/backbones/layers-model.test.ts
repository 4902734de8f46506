import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import test, { type ExecutionContext } from 'ava';
import { ContrasegError } from '../../../src/core/errors/index.js';
import { buildSegmentationModel } from '../../../src/core/model/build.js';
import { readLayersModel, writeLayersModel } from '../../../src/core/weights/layers-model.js';
import { LayersModel } from '../../../src/plugins/backbones/layers-model.js';
import { Fcn } from '../../../src/plugins/heads/fcn.js';
import { useEngine } from '../../helpers/engines.js';
import { sharedFile } from '../../helpers/shared.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

test.before(() => useEngine('cpu'));

/** Sequential(Sequential(conv, batch norm, conv), Sequential(conv), flatten, dense) with a fixed input size. */
function nested(): tf.LayersModel {
  const conv = (name: string, filters: number, strides: number) =>
    tf.layers.conv2d({ name, filters, kernelSize: 3, strides, activation: 'relu' });
  const stats = {
    movingMeanInitializer: 'ones',
    movingVarianceInitializer: tf.initializers.constant({ value: 3 }),
  } as const;
  const norm = tf.layers.batchNormalization({ name: 'norm', ...stats });
  const stem = tf.sequential({
    layers: [tf.layers.inputLayer({ inputShape: [40, 40, 3] }), conv('one', 4, 2), norm, conv('two', 5, 2)],
  });
  const tail = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [9, 9, 5] }), conv('three', 6, 2)] });
  const classifier = [tf.layers.flatten(), tf.layers.dense({ name: 'logits', units: 2 })];
  return tf.sequential({ layers: [stem, tail, ...classifier] });
}

/** The folder of a network on disk. */
async function written(t: ExecutionContext, model: tf.LayersModel): Promise<string> {
  const folder = temporaryFolder(t);
  await writeLayersModel(model, folder);
  return folder;
}

test.serial('a pretrained network with nested models and a fixed size serves images of any size', async (t) => {
  const model = sharedFile(t, 'weights/mobilenetv2_0.35_224_tfjs');
  if (!model) return;
  const before = tf.memory().numTensors;
  const features = { c2: 'block_2_add', c4: 'block_12_add', c5: 'out_relu' };
  const segmenter = await buildSegmentationModel({
    backbone: LayersModel.create({ model, features }),
    head: Fcn.create({ channels: 8 }),
    classCount: 2,
  });
  t.deepEqual(segmenter.features, {
    c2: { channels: 8, stride: 4 },
    c4: { channels: 32, stride: 16 },
    c5: { channels: 1280, stride: 32 },
    decoder: { channels: 8, stride: 32 },
  });
  t.true(segmenter.parameters.some(({ name }) => name === 'backbone/block_12_project/kernel'));
  const image = tf.zeros<tf.Rank.R4>([1, 96, 64, 3]);
  const { logits, features: maps } = segmenter.forward(image, { training: false, features: ['c2'] });
  t.deepEqual(logits.shape, [1, 3, 2, 2]);
  t.deepEqual(maps.c2!.shape, [1, 24, 16, 8]);
  tf.dispose([image, logits, maps]);
  segmenter.dispose();
  t.is(tf.memory().numTensors, before);
});

test.serial('at the size it was made for, a feature equals what the original network computes there', async (t) => {
  const original = nested();
  const model = await written(t, original);
  const features = { deep: 'three', shallow: 'one' };
  const backbone = await LayersModel.create({ model, features }).prepare({ pretrained: true });
  t.deepEqual(backbone.features, { deep: { channels: 6, stride: 8 }, shallow: { channels: 4, stride: 2 } });
  const input = tf.randomUniform<tf.Rank.R4>([1, 40, 40, 3], -1, 1, 'float32', 1);
  const [stem, tail] = original.layers as tf.LayersModel[];
  const expected = tail!.predict(stem!.predict(input) as tf.Tensor) as tf.Tensor;
  const image = tf.input({ shape: [null, null, 3] });
  const rebuilt = tf.model({ inputs: image, outputs: backbone.build(image).deep! });
  t.deepEqual(Array.from((rebuilt.predict(input) as tf.Tensor).dataSync()), Array.from(expected.dataSync()));
});

test.serial('the rebuilt network can be written and opened by tfjs alone', async (t) => {
  const model = await written(t, nested());
  const component = LayersModel.create({ model, features: { deep: 'three' } });
  const backbone = await component.prepare({ pretrained: true });
  const image = tf.input({ shape: [null, null, 3] });
  const rebuilt = tf.model({ inputs: image, outputs: backbone.build(image).deep! });
  const opened = await readLayersModel(await written(t, rebuilt));
  const input = tf.randomUniform<tf.Rank.R4>([1, 50, 33, 3], -1, 1, 'float32', 1);
  const [a, b] = [rebuilt, opened].map((model) => Array.from((model.predict(input) as tf.Tensor).dataSync()));
  t.deepEqual(a, b);
});

test.serial('every feature without a layer is named with the nearest layer', async (t) => {
  const model = await written(t, nested());
  const features = { a: 'onee', b: 'xyzzy', c: 'two' };
  const prepared = LayersModel.create({ model, features }).prepare({ pretrained: true });
  const error = await t.throwsAsync(prepared, { instanceOf: ContrasegError });
  t.deepEqual(
    error?.problems.map(({ path, message }) => [path, message]),
    [
      ['features.a', 'the model has no layer called "onee".'],
      ['features.b', 'the model has no layer called "xyzzy".'],
    ],
  );
  t.regex(error!.problems[0]!.hint!, /did you mean "one"/);
});

test.serial('files that are no LayersModel are named', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'contraseg-'));
  const file = join(folder, 'model.json');
  const open = async (content: string) => {
    await writeFile(file, content);
    return t.throwsAsync(readLayersModel(folder), { instanceOf: ContrasegError });
  };
  t.regex((await open('{')).message, /model.json: not a tfjs LayersModel: it is not JSON/);
  t.regex((await open('{"format":"graph-model"}')).message, /it is a GraphModel/);
  t.regex(
    (await open('{"modelTopology":{},"weightsManifest":[{"paths":["gone.bin"],"weights":[]}]}')).message,
    /gone.bin: the file cannot be read \(ENOENT\)/,
  );
  await rm(folder, { recursive: true });
});
