import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { ContrasegError } from '../../../src/core/errors/index.js';
import { placeBlocks } from '../../../src/plugins/backbones/inverted-residual/blocks.js';
import { MobileNetV2 } from '../../../src/plugins/backbones/mobilenet-v2.js';
import { blockRows } from '../../../src/plugins/backbones/mobilenet-v2-blocks.js';
import { engines, useEngine } from '../../helpers/engines.js';
import { sharedFile } from '../../helpers/shared.js';

const WEIGHTS = 'weights/mobilenet_v2_1.0_imagenet.safetensors';

interface GoldenFeature {
  shape: [number, number, number];
  mean: number;
  std: number;
  at_0_0: number[];
  at_last: number[];
}

/** x[y][x][c] = sin(0.05 y + 0.07 x + c), `[1, 96, 128, 3]`. */
function goldenImage(): tf.Tensor4D {
  const values = Float32Array.from({ length: 96 * 128 * 3 }, (_, i) => {
    const c = i % 3;
    const x = Math.floor(i / 3) % 128;
    const y = Math.floor(i / 3 / 128);
    return Math.sin(0.05 * y + 0.07 * x + c);
  });
  return tf.tensor4d(values, [1, 96, 128, 3]);
}

async function featuresOf(weights: string, outputStride: 8 | 16 | 32): Promise<Record<string, tf.Tensor4D>> {
  const component = MobileNetV2.create({ outputStride, widthMultiplier: 1, weights });
  const backbone = await component.prepare({ pretrained: true });
  const image = tf.input({ shape: [null, null, 3] });
  const maps = backbone.build(image);
  const model = tf.model({ inputs: image, outputs: Object.values(maps) });
  const input = goldenImage();
  const outputs = model.predict(input) as tf.Tensor4D[];
  tf.dispose(input);
  model.dispose();
  return Object.fromEntries(Object.keys(maps).map((name, i) => [name, outputs[i]!]));
}

function compare(actual: tf.Tensor4D, golden: GoldenFeature): number {
  const [height, width, channels] = golden.shape;
  if (actual.shape.join() !== [1, height, width, channels].join()) throw new Error(`shape ${actual.shape}`);
  const values = actual.dataSync();
  const last = (height * width - 1) * channels;
  const { mean, variance } = tf.moments(actual);
  const differences = [
    ...golden.at_0_0.map((value, i) => value - values[i]!),
    ...golden.at_last.map((value, i) => value - values[last + i]!),
    golden.mean - mean.dataSync()[0]!,
    golden.std - Math.sqrt(variance.dataSync()[0]!),
  ];
  tf.dispose([mean, variance]);
  return Math.max(...differences.map(Math.abs));
}

test.serial('the pretrained features agree with the golden ones at every output stride, on every engine', async (t) => {
  const weights = sharedFile(t, WEIGHTS);
  const goldenFile = sharedFile(t, 'weights/mobilenet_v2_1.0_golden.json');
  if (!weights || !goldenFile) return;
  const golden = JSON.parse(await readFile(goldenFile, 'utf8'));
  const expected: [8 | 16 | 32, string, GoldenFeature][] = [
    [32, 'c2', golden.features['blocks.2']],
    [32, 'c3', golden.features['blocks.9']],
    [32, 'c4', golden.features['blocks.12']],
    [32, 'c5', golden.features['blocks.16']],
    [16, 'c5', golden.outputStride16['blocks.16']],
    [8, 'c5', golden.outputStride8['blocks.16']],
  ];
  for (const engine of await engines()) {
    await useEngine(engine);
    for (const outputStride of [32, 16, 8] as const) {
      const features = await featuresOf(weights, outputStride);
      for (const [stride, name, feature] of expected) {
        if (stride !== outputStride) continue;
        const difference = compare(features[name]!, feature);
        t.true(difference <= golden.tolerance, `${engine}, stride ${stride}, ${name}: off by ${difference}`);
      }
      tf.dispose(features);
    }
  }
});

test('strides turn into dilation once the output stride is reached', (t) => {
  const of = (outputStride: 8 | 16 | 32) =>
    placeBlocks(blockRows('onnx', 1), 32, outputStride)
      .map(({ stride, dilation }) => `${stride}/${dilation}`)
      .slice(9);
  t.deepEqual(of(32), ['1/1', '2/1', '1/1', '1/1', '2/1', '1/1', '1/1', '1/1']);
  t.deepEqual(of(16), ['1/1', '2/1', '1/1', '1/1', '1/2', '1/2', '1/2', '1/2']);
  t.deepEqual(of(8), ['1/1', '1/2', '1/2', '1/2', '1/4', '1/4', '1/4', '1/4']);
});

test('declared feature maps are those of the blocks, at any width', async (t) => {
  const component = MobileNetV2.create({
    outputStride: 16,
    widthMultiplier: 0.25,
    weights: undefined,
  });
  const { features } = await component.prepare({ pretrained: true });
  t.deepEqual(features, {
    c1: { channels: 8, stride: 2 },
    c2: { channels: 8, stride: 4 },
    c3: { channels: 16, stride: 8 },
    c4: { channels: 24, stride: 16 },
    c5: { channels: 80, stride: 16 },
  });
});

test.serial(
  'where a checkpoint fills in the values, none are drawn and the file of the weights need not be there',
  async (t) => {
    await useEngine('cpu');
    const stem = async (weights: string | undefined, pretrained: boolean) => {
      const component = MobileNetV2.create({ outputStride: 32, widthMultiplier: 0.1, weights });
      const image = tf.input({ shape: [null, null, 3] });
      const model = tf.model({ inputs: image, outputs: (await component.prepare({ pretrained })).build(image).c1! });
      const values = model.getLayer('stem.conv').getWeights()[0]!.dataSync();
      model.dispose();
      return values;
    };
    t.true((await stem('gone.safetensors', false)).every((value) => value === 0));
    t.false((await stem(undefined, true)).every((value) => value === 0));
    await t.throwsAsync(stem('gone.safetensors', true), { message: /gone\.safetensors/ });
  },
);

test.serial('every weight of another shape is listed in one error', async (t) => {
  const weights = sharedFile(t, WEIGHTS);
  if (!weights) return;
  await useEngine('cpu');
  const component = MobileNetV2.create({ outputStride: 32, widthMultiplier: 0.5, weights });
  const backbone = await component.prepare({ pretrained: true });
  const error = t.throws(() => backbone.build(tf.input({ shape: [null, null, 3] })), { instanceOf: ContrasegError });
  t.regex(error.problems[0]!.message, /^26\d tensors do not fit the network/);
  t.true(
    error.problems.some(
      ({ path, message }) =>
        path === 'blocks.1.expand.conv.weight' &&
        message === 'the network wants F32 [48, 8, 1, 1], found F32 [96, 16, 1, 1].',
    ),
  );
});
