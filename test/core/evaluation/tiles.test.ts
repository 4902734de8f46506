import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { createModel } from '../../../src/api/create-model.js';
import { predictMask, predictMaskOfBytes } from '../../../src/core/evaluation/predict-mask.js';
import type { Predictor } from '../../../src/core/evaluation/predictor.js';
import { TILE, tilesOf, WHOLE_PIXELS } from '../../../src/core/evaluation/tiles.js';
import { predictProbabilities } from '../../../src/core/model/inference.js';
import { RandomStream } from '../../../src/core/random/random-stream.js';
import { engines, useEngine } from '../../helpers/engines.js';

const side = fc.integer({ min: 1, max: 20_000 });

test('what the windows of a large image keep covers every pixel once, away from their borders', (t) => {
  fc.assert(
    fc.property(side, side, (width, height) => {
      fc.pre(width * height > WHOLE_PIXELS);
      const tiles = tilesOf({ width, height })!;
      const area = tiles.reduce((sum, { kept }) => sum + kept.width * kept.height, 0);
      t.is(area, width * height);
      const corners = new Set(tiles.map(({ kept }) => `${kept.left} ${kept.top}`));
      t.is(corners.size, tiles.length);
      for (const { window, kept } of tiles) {
        const right = { window: window.left + window.width, kept: kept.left + kept.width };
        t.true(window.left >= 0 && right.window <= width && window.top >= 0 && window.top + window.height <= height);
        t.true(kept.left === 0 || kept.left - window.left >= 128);
        t.true(right.kept === width || right.window - right.kept >= 128);
        t.true(window.width < TILE + 64 && window.height < TILE + 64, 'memory is bounded');
        t.is((window.left % 64) + (window.top % 64), 0);
      }
    }),
    { numRuns: 200, seed: 5 },
  );
});

test('images of usual size are predicted whole', (t) => {
  for (const [width, height] of [
    [480, 360],
    [2048, 1024],
    [1920, 1080],
    [2048, 2048],
  ] as const)
    t.is(tilesOf({ width, height }), undefined);
});

test('a graph that gives classes is given a large image window by window, as bytes', async (t) => {
  const [width, height] = [2300, 1901];
  const image = Uint8Array.from({ length: 3 * width * height }, (_, i) => (i * 7919) % 251);
  let largest = 0;
  const mask = await predictMaskOfBytes(
    (rgb) => {
      largest = Math.max(largest, rgb.size / 3);
      return rgb.slice([0, 0, 0, 2], [1, -1, -1, 1]).squeeze([3]);
    },
    { image, width, height },
  );
  t.true(largest < 1024 ** 2);
  t.true(Buffer.from(mask).equals(image.filter((_, i) => i % 3 === 2)));
});

test.serial('a network predicts a large image in windows as it predicts it whole', async (t) => {
  await useEngine((await engines())[0]!);
  const model = await createModel({
    backbone: { type: 'tiny', channels: [4, 8] },
    head: { type: 'fcn', channels: 8 },
    classes: 4,
  });
  const [width, height] = [2300, 1901];
  const random = RandomStream.fromSeed(4);
  const image = Uint8Array.from(
    { length: 3 * width * height },
    (_, i) => 40 * (Math.floor(i / 150) % 5) + random.integer(40),
  );
  const normalization = { mean: [0.4, 0.4, 0.4], std: [0.2, 0.2, 0.2] };
  let largest = 0;
  const predict: Predictor = (input) => {
    largest = Math.max(largest, input.shape[1] * input.shape[2]);
    return predictProbabilities(model, input);
  };
  const mask = await predictMask(predict, { image, width, height }, normalization);
  t.true(largest <= (TILE + 63) ** 2);
  const whole = tf.tidy(() => {
    const input = tf.tensor4d(image, [1, height, width, 3], 'int32').toFloat().div(255).sub(0.4).div<tf.Tensor4D>(0.2);
    return predictProbabilities(model, input).argMax(-1);
  });
  const expected = await whole.data();
  whole.dispose();
  model.dispose();
  const wrong = mask.filter((label, i) => label !== expected[i]).length;
  t.true(new Set(expected).size > 1, 'the classes are not all one');
  // Where two classes are as probable, the last bit decides.
  t.true(wrong <= 1e-5 * mask.length, `${wrong} of ${mask.length} pixels differ`);
});
