import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { dilatedDepthwiseConv2d } from '../../../../src/core/layers/dilated-depthwise-conv2d.js';
import { onEachEngine } from '../../../helpers/engines.js';
import { randomTensor } from '../numeric.js';

/** A convolution is linear in image and filter, so a step of any size gives the derivative up to rounding. */
const STEP = 1;
const TOLERANCE = 1e-4;

type Forward = (x: tf.Tensor4D, w: tf.Tensor4D) => tf.Tensor;

const cases: Readonly<Record<string, { forward: Forward; filters: number }>> = {
  'a strided convolution': { forward: (x, w) => tf.conv2d(x, w, 2, 'same'), filters: 3 },
  'a valid convolution': { forward: (x, w) => tf.conv2d(x, w, 1, 'valid'), filters: 2 },
  'a depthwise convolution with a multiplier': { forward: (x, w) => tf.depthwiseConv2d(x, w, 1, 'same'), filters: 2 },
  'a dilated convolution': { forward: (x, w) => tf.conv2d(x, w, 1, 'same', 'NHWC', 2), filters: 3 },
  'a dilated valid convolution': { forward: (x, w) => tf.conv2d(x, w, 1, 'valid', 'NHWC', 2), filters: 2 },
  'a dilated depthwise convolution': { forward: (x, w) => dilatedDepthwiseConv2d(x, w, 2), filters: 1 },
};

for (const [title, { forward, filters }] of Object.entries(cases)) {
  test.serial(`${title} has the gradient that finite differences give`, async (t) => {
    await onEachEngine(({ name }) => {
      tf.tidy(() => {
        const x = randomTensor<tf.Rank.R4>([2, 7, 5, 2], 1);
        const w = randomTensor<tf.Rank.R4>([3, 3, 2, filters], 2);
        const dy = randomTensor(forward(x, w).shape, 3);
        const objective = (a: tf.Tensor, b: tf.Tensor) =>
          forward(a as tf.Tensor4D, b as tf.Tensor4D)
            .mul(dy)
            .sum();
        const gradients = tf.grads(objective)([x, w]);
        [x, w].forEach((input, which) => {
          const gradient = gradients[which]!.dataSync();
          const scale = Math.max(...gradient.map(Math.abs));
          for (let i = 0; i < input.size; i += 7) {
            const at = (offset: number) => {
              const values = Float32Array.from(input.dataSync());
              values[i]! += offset;
              const moved = tf.tensor(values, input.shape);
              return (which === 0 ? objective(moved, w) : objective(x, moved)).dataSync()[0]!;
            };
            const numeric = (at(STEP) - at(-STEP)) / (2 * STEP);
            t.true(Math.abs(numeric - gradient[i]!) <= TOLERANCE * scale, `${name}, input ${which}, element ${i}`);
          }
        });
      });
    });
  });
}
