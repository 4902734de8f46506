import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { predictClasses, predictLogits, predictProbabilities } from '../../../src/core/model/inference.js';
import { naiveResize } from '../../helpers/naive-resize.js';
import { tinyModel } from '../../helpers/training-parts.js';
import { relativeError } from '../engine/numeric.js';

test.before(() => tf.setBackend('cpu'));

test.serial('prediction at a size that is no multiple of the stride has the size of the image', async (t) => {
  const model = await tinyModel();
  const image = tf.randomUniform<tf.Rank.R4>([2, 9, 14, 3], -1, 1, 'float32', 1);
  const logits = predictLogits(model, image);
  const classes = predictClasses(model, image);
  t.deepEqual(logits.shape, [2, 9, 14, 3]);
  t.deepEqual(classes.shape, [2, 9, 14]);
  t.is(classes.dtype, 'int32');
  tf.dispose([image, logits, classes]);
  model.dispose();
});

test.serial(
  'logits are enlarged around half-pixel centres, on images padded at the bottom and the right',
  async (t) => {
    const model = await tinyModel();
    for (const [height, width] of [
      [8, 12],
      [9, 14],
    ] as const) {
      tf.tidy(() => {
        const image = tf.randomUniform<tf.Rank.R4>([1, height, width, 3], -1, 1, 'float32', 1);
        const [padded, wide] = [height, width].map((size) => 4 * Math.ceil(size / 4)) as [number, number];
        const whole = tf.pad4d(image, [
          [0, 0],
          [0, padded - height],
          [0, wide - width],
          [0, 0],
        ]);
        const { logits } = model.forward(whole, { training: false });
        const [h, w] = [padded / 4, wide / 4];
        const channels = logits
          .squeeze([0])
          .unstack(-1)
          .map((map) => map.dataSync());
        const enlarged = channels.map((map) => naiveResize(map, h, w, padded, wide));
        const expected = Array.from({ length: height * width }, (_, i) =>
          enlarged.map((map) => map[Math.floor(i / width) * wide + (i % width)]!),
        );
        t.true(relativeError(predictLogits(model, image).dataSync(), expected.flat()) < 1e-5, `${height} x ${width}`);
        const classes = expected.map((pixel) => pixel.indexOf(Math.max(...pixel)));
        t.deepEqual([...predictClasses(model, image).dataSync()], classes);
        const exponentials = expected.map((pixel) => pixel.map(Math.exp));
        const probabilities = exponentials.flatMap((pixel) => pixel.map((e) => e / pixel.reduce((a, b) => a + b)));
        t.true(relativeError(predictProbabilities(model, image).dataSync(), probabilities) < 1e-5);
      });
    }
    model.dispose();
  },
);
