import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { resizeBilinear, UpsampleBilinear } from '../../../src/core/layers/resize-bilinear.js';
import { onEachEngine } from '../../helpers/engines.js';
import { naiveResize } from '../../helpers/naive-resize.js';
import { finiteDifferences, randomTensor, relativeError } from '../engine/numeric.js';

const size = fc.integer({ min: 1, max: 7 });

/** Corners aligned: output o lies at o (from - 1) / (to - 1). One channel. */
function naiveAligned(x: ArrayLike<number>, h: number, w: number, height: number, width: number): number[] {
  const around = (o: number, from: number, to: number) => {
    const position = to === 1 ? 0 : (o * (from - 1)) / (to - 1);
    const floor = Math.min(Math.floor(position), from - 1);
    return [floor, Math.min(floor + 1, from - 1), position - floor] as const;
  };
  return Array.from({ length: height * width }, (_, i) => {
    const [y0, y1, fy] = around(Math.floor(i / width), h, height);
    const [x0, x1, fx] = around(i % width, w, width);
    const row = (y: number) => (1 - fx) * x[y * w + x0]! + fx * x[y * w + x1]!;
    return (1 - fy) * row(y0) + fy * row(y1);
  });
}

test.serial('resizing with aligned corners and its gradient match a naive loop, up and down', async (t) => {
  await onEachEngine(({ name }) => {
    fc.assert(
      fc.property(size, size, size, size, (h, w, height, width) =>
        tf.tidy(() => {
          const image = randomTensor<tf.Rank.R4>([1, h, w, 1], 1);
          const weights = randomTensor<tf.Rank.R4>([1, height, width, 1], 2);
          const resize = (x: tf.Tensor) => resizeBilinear(x as tf.Tensor4D, height, width, true);
          const gradient = tf
            .grad((x) => resize(x).mul(weights).sum())(image)
            .dataSync();
          const ws = weights.dataSync();
          const objective = (x: ArrayLike<number>) =>
            naiveAligned(x, h, w, height, width).reduce((sum, y, i) => sum + y * ws[i]!, 0);
          return (
            relativeError(resize(image).dataSync(), naiveAligned(image.dataSync(), h, w, height, width)) < 1e-5 &&
            relativeError(gradient, finiteDifferences(objective, image.dataSync(), 1)) < 1e-4
          );
        }),
      ),
      { numRuns: 25, seed: 2 },
    );
    t.log(name);
  });
  t.pass();
});

test.serial('upsampling by a factor has half-pixel centres', async (t) => {
  await onEachEngine(({ name }) => {
    tf.tidy(() => {
      const image = randomTensor<tf.Rank.R4>([1, 3, 2, 1], 1);
      const y = new UpsampleBilinear({ name: 'up', factor: 4 }).apply(image) as tf.Tensor;
      t.deepEqual(y.shape, [1, 12, 8, 1]);
      t.true(relativeError(y.dataSync(), naiveResize(image.dataSync(), 3, 2, 12, 8)) < 1e-5, name);
    });
  });
});
