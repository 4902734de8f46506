import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { composePredictor, type EvaluationOptions, evaluate } from '../../../src/core/evaluation/evaluate.js';
import type { Predictor } from '../../../src/core/evaluation/predictor.js';
import { windowStarts } from '../../../src/core/evaluation/sliding-window.js';
import { Shapes } from '../../../src/plugins/datasets/shapes.js';
import { onEachEngine } from '../../helpers/engines.js';

const CLASSES = 5;
const shapes = await Shapes.create({ size: 40, images: { test: 3 } }).open();
const split = shapes.split('test');
const options: EvaluationOptions = {
  classCount: CLASSES,
  ignoreIndex: 255,
  normalization: { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] },
};

/** A network of one 3x3 convolution with fixed weights: it sees neighbours, so that borders of windows matter. */
const convolution: Predictor = (image) =>
  tf.tidy(() => {
    const kernel = tf.tensor4d(
      Array.from({ length: 27 * CLASSES }, (_, i) => Math.sin(i * i)),
      [3, 3, 3, CLASSES],
    );
    return tf.softmax(tf.conv2d(image, kernel, 1, 'same'));
  });

/** Sees one pixel at a time and nothing of its place. */
const pointwise: Predictor = (image) =>
  tf.tidy(() => {
    const kernel = tf.tensor2d(
      Array.from({ length: 3 * CLASSES }, (_, i) => Math.sin(i * i)),
      [3, CLASSES],
    );
    const [batch, height, width] = image.shape;
    return tf.softmax(image.reshape([-1, 3]).matMul(kernel)).reshape([batch, height, width, CLASSES]);
  });

const image = () =>
  tf.tensor4d(
    Array.from({ length: 30 * 44 * 3 }, (_, i) => Math.cos(i * 0.7)),
    [1, 30, 44, 3],
  );

async function values(predict: Predictor, changes: Parameters<typeof composePredictor>[1]) {
  const result = tf.tidy(() => composePredictor(predict, changes)(image()));
  const data = await result.data();
  result.dispose();
  return data;
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));
}

test.serial('one window, scale 1 and no flip equal the whole image bit for bit on every engine', async (t) => {
  await onEachEngine(async ({ name }) => {
    const whole = await values(convolution, {});
    const changes = {
      window: { height: 64, width: 64, strideY: 32, strideX: 32 },
      augmentation: { scales: [1], flip: false },
    };
    t.deepEqual(await values(convolution, changes), whole, name);
    const plain = await evaluate(convolution, split, options);
    const changed = await evaluate(convolution, split, { ...options, ...changes });
    t.deepEqual(changed, plain, name);
  });
});

test.serial('a predictor that sees single pixels gives the same through any windows and mirror images', async (t) => {
  await onEachEngine(async ({ name }) => {
    const whole = await values(pointwise, {});
    const windows = await values(pointwise, { window: { height: 16, width: 20, strideY: 9, strideX: 13 } });
    t.true(largestDifference(windows, whole) < 1e-6, name);
    const mirrored = await values(pointwise, { augmentation: { scales: [1], flip: true } });
    t.true(largestDifference(mirrored, whole) < 1e-6, name);
  });
});

test.serial('scales and mirror images are averaged as probabilities', async (t) => {
  await onEachEngine(async ({ name }) => {
    const [small, large] = await Promise.all(
      [0.5, 1.5].map((scale) => values(convolution, { augmentation: { scales: [scale], flip: true } })),
    );
    const both = await values(convolution, { augmentation: { scales: [0.5, 1.5], flip: true } });
    const mean = small!.map((value, i) => (value + large![i]!) / 2);
    t.true(largestDifference(both, mean) < 1e-6, name);
  });
});

test('windows cover every pixel, start inside and end with the image', (t) => {
  const size = fc.integer({ min: 1, max: 70 });
  fc.assert(
    fc.property(size, size, size, (length, window, stride) => {
      fc.pre(stride <= window);
      const starts = windowStarts(length, window, stride);
      const covered = new Set(
        starts.flatMap((start) => Array.from({ length: Math.min(window, length) }, (_, i) => start + i)),
      );
      return covered.size === length && Math.max(...covered) === length - 1 && starts[0] === 0;
    }),
  );
  t.pass();
});

test.serial('an oracle scores 1, and the counts of the images add up to those of the split', async (t) => {
  await onEachEngine(async ({ name }) => {
    let index = 0;
    const truths = await Promise.all(Array.from({ length: split.size }, (_, i) => split.sample(i)));
    const oracle: Predictor = () =>
      tf.tidy(() => tf.oneHot(tf.tensor1d(truths[index++]!.label, 'int32'), CLASSES).reshape([1, 40, 40, CLASSES]));
    const seen: string[] = [];
    const { confusion, images } = await evaluate(oracle, split, {
      ...options,
      onImage: ({ sample }) => {
        seen.push(sample.id);
      },
    });
    t.deepEqual(seen, ['test-0000', 'test-0001', 'test-0002'], name);
    const diagonal = confusion.counts.filter((_, i) => i % (CLASSES + 1) === 0).reduce((a, b) => a + b);
    t.is(diagonal, 3 * 40 * 40);
    t.is(
      images.map((each) => each.confusion.counts.reduce((a, b) => a + b)).reduce((a, b) => a + b),
      3 * 40 * 40,
    );
  });
});

test.serial('a limit evaluates the first images and reads no others', async (t) => {
  const read: number[] = [];
  const told: number[][] = [];
  const watched = {
    ...split,
    size: split.size,
    sample: (index: number) => {
      read.push(index);
      return split.sample(index);
    },
  };
  const onImage: EvaluationOptions['onImage'] = (_, done, total) => void told.push([done, total]);
  const { images } = await evaluate(pointwise, watched, { ...options, limit: 2, onImage });
  t.deepEqual(
    images.map(({ id }) => id),
    ['test-0000', 'test-0001'],
  );
  t.deepEqual(read, [0, 1]);
  t.deepEqual(told, [
    [1, 2],
    [2, 2],
  ]);
  t.is((await evaluate(pointwise, split, { ...options, limit: 99 })).images.length, 3);
});

test.serial("unlabelled pixels are those of the data set's own ignore index", async (t) => {
  const pixels = (await split.sample(0)).label;
  const background = pixels.filter((label) => label === 0).length;
  t.true(background > 0);
  const { confusion } = await evaluate(pointwise, split, { ...options, ignoreIndex: 0, limit: 1 });
  t.is(
    confusion.counts.reduce((a, b) => a + b),
    pixels.length - background,
  );
});
