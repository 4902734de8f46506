import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { AdaptiveAveragePooling } from '../../../src/core/layers/adaptive-average-pooling.js';
import '../../../src/core/layers/index.js';
import { RegionGathering } from '../../../src/core/layers/region-gathering.js';
import { onEachEngine, useEngine } from '../../helpers/engines.js';
import { finiteDifferences, randomTensor, relativeError } from '../engine/numeric.js';

const [BATCH, CHANNELS, CLASSES] = [2, 3, 4];

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).reduce((sum, x, i) => sum + x * b[i]!, 0);

/** The mean of each part's pixels, one after the other. */
function naivePool(x: ArrayLike<number>, height: number, width: number, bins: number): number[] {
  const result: number[] = [];
  const range = (bin: number, size: number) => {
    const from = Math.floor((bin * size) / bins);
    return Array.from({ length: Math.ceil(((bin + 1) * size) / bins) - from }, (_, i) => from + i);
  };
  for (let b = 0; b < BATCH; b++)
    for (let row = 0; row < bins; row++)
      for (let column = 0; column < bins; column++)
        for (let c = 0; c < CHANNELS; c++) {
          const values = range(row, height).flatMap((i) =>
            range(column, width).map((j) => x[((b * height + i) * width + j) * CHANNELS + c]!),
          );
          result.push(values.reduce((a, v) => a + v) / values.length);
        }
  return result;
}

for (const [height, width, bins] of [
  [6, 6, 3],
  [5, 7, 3],
  [2, 5, 6],
  [4, 3, 1],
] as const) {
  test.serial(`means of ${bins}x${bins} parts of a ${height}x${width} map, and their gradient`, async (t) => {
    await onEachEngine(({ name }) => {
      tf.tidy(() => {
        const layer = new AdaptiveAveragePooling({ bins });
        const x = randomTensor([BATCH, height, width, CHANNELS], 1);
        const weights = randomTensor([BATCH, bins, bins, CHANNELS], 2);
        const y = layer.apply(x) as tf.Tensor;
        t.deepEqual(y.shape, weights.shape);
        const gradient = tf.grad((a) => (layer.apply(a) as tf.Tensor).mul(weights).sum())(x);
        const [values, w] = [x, weights].map((map) => Float64Array.from(map.dataSync()));
        t.true(relativeError(y.dataSync(), naivePool(values!, height, width, bins)) < 1e-5, name);
        const expected = finiteDifferences((a) => dot(naivePool(a, height, width, bins), w!), values!);
        t.true(relativeError(gradient.dataSync(), expected) < 1e-4, name);
      });
    });
  });
}

/** Means weighted by exp(logit) over the pixels of an image. */
function naiveGather(features: ArrayLike<number>, logits: ArrayLike<number>, pixels: number): number[] {
  const result: number[] = [];
  for (let b = 0; b < BATCH; b++)
    for (let k = 0; k < CLASSES; k++) {
      const shares = Array.from({ length: pixels }, (_, i) => Math.exp(logits[(b * pixels + i) * CLASSES + k]!));
      const sum = shares.reduce((a, share) => a + share);
      for (let c = 0; c < CHANNELS; c++) {
        result.push(shares.reduce((a, share, i) => a + (share / sum) * features[(b * pixels + i) * CHANNELS + c]!, 0));
      }
    }
  return result;
}

test.serial('each class gathers the features of its pixels; the gradient goes to features and logits', async (t) => {
  await onEachEngine(({ name }) => {
    tf.tidy(() => {
      const layer = new RegionGathering();
      const [features, logits] = [randomTensor([BATCH, 2, 3, CHANNELS], 1), randomTensor([BATCH, 2, 3, CLASSES], 2)];
      const weights = randomTensor([BATCH, CLASSES, 1, CHANNELS], 3);
      const y = layer.apply([features, logits]) as tf.Tensor;
      t.deepEqual(y.shape, weights.shape);
      const gradients = tf.grads((...args) => (layer.apply(args) as tf.Tensor).mul(weights).sum())([features, logits]);
      const [f, l, w] = [features, logits, weights].map((map) => Float64Array.from(map.dataSync()));
      t.true(relativeError(y.dataSync(), naiveGather(f!, l!, 6)) < 1e-5, name);
      const expected = [
        finiteDifferences((x) => dot(naiveGather(x, l!, 6), w!), f!),
        finiteDifferences((x) => dot(naiveGather(f!, x, 6), w!), l!),
      ];
      expected.forEach((values, i) => {
        t.true(relativeError(gradients[i]!.dataSync(), values) < 1e-4, `${name}: gradient ${i}`);
      });
    });
  });
});

test.serial('both layers come back from JSON', async (t) => {
  await useEngine('cpu');
  const image = tf.input({ shape: [null, null, 3] });
  const pooled = new AdaptiveAveragePooling({ name: 'pool', bins: 2 }).apply(image) as tf.SymbolicTensor;
  const outputs = [pooled, new RegionGathering({ name: 'gather' }).apply([image, image]) as tf.SymbolicTensor];
  const model = tf.model({ inputs: image, outputs });
  const copy = await tf.models.modelFromJSON(JSON.parse(model.toJSON() as string));
  const x = randomTensor([1, 5, 4, 3], 1);
  const [a, b] = [model, copy].map((each) => each.predict(x) as tf.Tensor[]);
  t.deepEqual(
    a!.map((y) => y.dataSync()),
    b!.map((y) => y.dataSync()),
  );
});
