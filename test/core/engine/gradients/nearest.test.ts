import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { onEachEngine } from '../../../helpers/engines.js';
import { randomTensor, relativeError } from '../numeric.js';

test.serial('nearest upsampling by a factor repeats pixels and sends back the sum of their gradients', async (t) => {
  await onEachEngine(({ name }) => {
    for (const factor of [2, 4, 8]) {
      tf.tidy(() => {
        const x = randomTensor<tf.Rank.R4>([2, 3, 2, 5], 1);
        const layer = tf.layers.upSampling2d({ name: 'up', size: [factor, factor], interpolation: 'nearest' });
        const y = layer.apply(x) as tf.Tensor;
        const rows = (map: tf.Tensor) => map.reshape([2, 3, factor, 2, factor, 5]);
        const spread = rows(y).sub(x.reshape([2, 3, 1, 2, 1, 5]));
        t.is(spread.abs().max().dataSync()[0], 0, name);
        const dy = randomTensor(y.shape, 2);
        const dx = tf.grad((a) => (layer.apply(a) as tf.Tensor).mul(dy).sum())(x);
        t.true(relativeError(dx.dataSync(), rows(dy).sum([2, 4]).dataSync()) < 1e-5, `${name}, factor ${factor}`);
      });
    }
  });
});

test.serial(
  'the gradient of nearest resizing is the transposed resizing, however corners and centres lie',
  async (t) => {
    const sizes = [
      [3, 4, 6, 8],
      [5, 7, 9, 4],
      [4, 6, 3, 2],
      [1, 3, 4, 1],
    ] as const;
    await onEachEngine(({ name }) => {
      for (const [h, w, height, width] of sizes) {
        for (const [alignCorners, halfPixelCenters] of [
          [false, false],
          [true, false],
          [false, true],
        ]) {
          tf.tidy(() => {
            const resize = (x: tf.Tensor) =>
              tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [height, width], alignCorners, halfPixelCenters);
            const [x, other] = [randomTensor([2, h, w, 2], 1), randomTensor([2, h, w, 2], 2)];
            const dy = randomTensor([2, height, width, 2], 3);
            const dx = tf.grad((a) => resize(a).mul(dy).sum())(x);
            // <dx, v> = <dy, resize(v)> for every v, for resizing is linear.
            const [left, right] = [dx.mul(other).sum(), dy.mul(resize(other)).sum()].map((sum) => sum.dataSync());
            const what = `${name}: ${h}x${w} to ${height}x${width}, ${alignCorners}, ${halfPixelCenters}`;
            t.true(relativeError(left!, right!) < 1e-4, what);
          });
        }
      }
    });
  },
);
