import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { onEachEngine } from '../../../helpers/engines.js';
import { finiteDifferences, randomTensor, relativeError } from '../numeric.js';

const size = fc.integer({ min: 1, max: 9 });

/** Half-pixel centres: output o lies at (o + 0.5) * from / to - 0.5, the border repeated. */
function naiveResize(x: ArrayLike<number>, shape: readonly number[], to: readonly number[]): Float64Array {
  const [batch, height, width, channels] = shape as [number, number, number, number];
  const [newHeight, newWidth] = to as [number, number];
  const y = new Float64Array(batch * newHeight * newWidth * channels);
  const around = (o: number, from: number, size: number) => {
    const position = ((o + 0.5) * from) / size - 0.5;
    const floor = Math.floor(position);
    const clamp = (i: number) => Math.min(Math.max(i, 0), from - 1);
    return [[clamp(floor), 1 - (position - floor)] as const, [clamp(floor + 1), position - floor] as const];
  };
  for (let b = 0; b < batch; b++)
    for (let i = 0; i < newHeight; i++)
      for (let j = 0; j < newWidth; j++)
        for (const [row, p] of around(i, height, newHeight))
          for (const [column, q] of around(j, width, newWidth))
            for (let c = 0; c < channels; c++)
              y[((b * newHeight + i) * newWidth + j) * channels + c]! +=
                p * q * x[((b * height + row) * width + column) * channels + c]!;
  return y;
}

test.serial('bilinear resizing with half-pixel centres and its gradient match float64 loops', async (t) => {
  await onEachEngine(({ name }) => {
    fc.assert(
      fc.property(size, size, size, size, (height, width, newHeight, newWidth) =>
        tf.tidy(() => {
          const shape: [number, number, number, number] = [2, height, width, 2];
          const x = randomTensor<tf.Rank.R4>(shape, 1);
          const resize = (a: tf.Tensor) =>
            tf.image.resizeBilinear(a as tf.Tensor4D, [newHeight, newWidth], false, true);
          const weights = randomTensor<tf.Rank.R4>([2, newHeight, newWidth, 2], 2);
          const ws = weights.dataSync();
          const objective = (v: ArrayLike<number>) =>
            naiveResize(v, shape, [newHeight, newWidth]).reduce((sum, y, i) => sum + y * ws[i]!, 0);
          const { value, grad } = tf.valueAndGrad((a) => resize(a).mul(weights).sum())(x);
          return (
            relativeError(value.dataSync(), [objective(x.dataSync())]) < 1e-3 &&
            relativeError(resize(x).dataSync(), naiveResize(x.dataSync(), shape, [newHeight, newWidth])) < 1e-4 &&
            relativeError(grad.dataSync(), finiteDifferences(objective, x.dataSync(), 1)) < 1e-4
          );
        }),
      ),
      { numRuns: 25, seed: 15 },
    );
    t.log(name);
  });
  t.pass();
});

test.serial('gradients of ReLU and ReLU6 are the masked gradient', async (t) => {
  await onEachEngine(({ name }) => {
    tf.tidy(() => {
      const x = tf.tensor1d([-3, -0.5, 0, 0.5, 5.9, 6, 7]);
      const dy = tf.tensor1d([1, 2, 3, 4, 5, 6, 7]);
      t.deepEqual(
        [
          ...tf
            .grad((a) => tf.relu(a))(x, dy)
            .dataSync(),
        ].map(Math.abs),
        [0, 0, 0, 4, 5, 6, 7],
        name,
      );
      t.deepEqual(
        [
          ...tf
            .grad((a) => tf.relu6(a))(x, dy)
            .dataSync(),
        ].map(Math.abs),
        [0, 0, 0, 4, 5, 0, 0],
        name,
      );
    });
  });
});
