import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { engines, useEngine } from '../../../helpers/engines.js';
import { randomTensor, relativeError } from '../numeric.js';
import { type Convolution, eachProduct, geometry } from './naive-convolution.js';

/** One filter for each channel, with what TensorFlow's own gradients do not know: dilation and explicit zeros. */
const convolutions = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 15 }),
    width: fc.integer({ min: 1, max: 15 }),
    channels: fc.constantFrom(1, 3, 8, 17, 33),
    filters: fc.constant(1),
    kernel: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
    rate: fc.constantFrom([1, 1], [1, 2], [1, 3], [2, 1], [3, 1]),
    pad: fc.constantFrom('same' as const, 'valid' as const),
  })
  .map(({ rate, ...rest }): Convolution => ({ ...rest, stride: rate[0]!, dilation: rate[1]!, depthwise: true }))
  .filter((c) => geometry(c).outHeight > 0 && geometry(c).outWidth > 0);

/** The largest relative error of output, input gradient and filter gradient against float64 loops. */
function worstError(c: Convolution, seed: number): number {
  return tf.tidy(() => {
    const { outHeight, outWidth } = geometry(c);
    const x = randomTensor<tf.Rank.R4>([c.batch, c.height, c.width, c.channels], seed);
    const w = randomTensor<tf.Rank.R4>([...c.kernel, c.channels, 1], seed + 1);
    const dy = randomTensor<tf.Rank.R4>([c.batch, outHeight, outWidth, c.channels], seed + 2);
    const [xs, ws, ds] = [x, w, dy].map((tensor) => tensor.dataSync());
    const sums = [dy, x, w].map((tensor) => new Float64Array(tensor.size));
    eachProduct(c, (i, k, o) => {
      sums[0]![o]! += xs![i]! * ws![k]!;
      sums[1]![i]! += ds![o]! * ws![k]!;
      sums[2]![k]! += ds![o]! * xs![i]!;
    });
    const forward = (a: tf.Tensor, b: tf.Tensor) =>
      tf.depthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D, c.stride, c.pad, 'NHWC', c.dilation);
    const found = [forward(x, w), ...tf.grads(forward)([x, w], dy)];
    return Math.max(...found.map((tensor, i) => relativeError(tensor.dataSync(), sums[i]!)));
  });
}

test.serial('our depthwise convolution and its gradients match float64 loops, with stride and dilation', async (t) => {
  if (!(await engines()).includes('native-cpu')) return t.pass('native-cpu does not load here');
  await useEngine('native-cpu');
  fc.assert(
    fc.property(convolutions, fc.nat(1000), (c, seed) => worstError(c, seed) < 1e-4),
    { numRuns: 200, seed: 3 },
  );
  t.pass();
});

test.serial('explicit zeros are those of a padded image, also where they differ by side', async (t) => {
  if (!(await engines()).includes('native-cpu')) return t.pass('native-cpu does not load here');
  await useEngine('native-cpu');
  tf.tidy(() => {
    const border: [number, number][] = [
      [0, 0],
      [2, 1],
      [0, 3],
      [0, 0],
    ];
    const x = randomTensor<tf.Rank.R4>([2, 9, 11, 5], 1);
    const w = randomTensor<tf.Rank.R4>([3, 3, 5, 1], 2);
    const ours = (a: tf.Tensor, b: tf.Tensor) =>
      tf.depthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D, 2, border as tf.backend_util.ExplicitPadding);
    const padded = (a: tf.Tensor, b: tf.Tensor) =>
      tf.depthwiseConv2d(tf.pad(a as tf.Tensor4D, border), b as tf.Tensor4D, 2, 'valid');
    const dy = randomTensor(ours(x, w).shape, 3);
    const all = (f: typeof ours) => [f(x, w), ...tf.grads(f)([x, w], dy)].map((tensor) => tensor.dataSync());
    const [found, expected] = [all(ours), all(padded)];
    found.forEach((value, i) => {
      t.true(relativeError(value, expected[i]!) < 1e-6);
    });
  });
});

test.serial('infinite pixels stay infinite and NaN stays NaN', async (t) => {
  if (!(await engines()).includes('native-cpu')) return t.pass('native-cpu does not load here');
  await useEngine('native-cpu');
  tf.tidy(() => {
    const x = tf.tensor4d([1, Number.POSITIVE_INFINITY, Number.NaN, 2], [1, 1, 1, 4]);
    const y = tf.depthwiseConv2d(x, tf.ones([3, 3, 4, 1]), 1, 'same').dataSync();
    t.deepEqual([...y], [1, Number.POSITIVE_INFINITY, Number.NaN, 2]);
  });
});
