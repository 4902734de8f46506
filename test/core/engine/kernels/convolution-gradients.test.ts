import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { dilatedDepthwiseConv2d } from '../../../../src/core/layers/dilated-depthwise-conv2d.js';
import { onEachEngine } from '../../../helpers/engines.js';
import { randomTensor, relativeError } from '../numeric.js';
import { type Convolution, eachProduct, geometry } from './naive-convolution.js';

const TOLERANCE = 1e-4;

const convolutions = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 15 }),
    width: fc.integer({ min: 1, max: 15 }),
    channels: fc.constantFrom(1, 2, 3, 8, 17),
    filters: fc.integer({ min: 1, max: 5 }),
    kernel: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
    stride: fc.integer({ min: 1, max: 3 }),
    dilation: fc.constant(1),
    pad: fc.constantFrom('same' as const, 'valid' as const),
    depthwise: fc.boolean(),
  })
  .filter((c) => geometry(c).outHeight > 0 && geometry(c).outWidth > 0);

type Forward = (x: tf.Tensor4D, w: tf.Tensor4D) => tf.Tensor;

/** The largest relative error of output, input gradient and filter gradient against float64 loops. */
function worstError(c: Convolution, forward: Forward, seed: number): number {
  return tf.tidy(() => {
    const { outHeight, outWidth, outChannels } = geometry(c);
    const x = randomTensor<tf.Rank.R4>([c.batch, c.height, c.width, c.channels], seed);
    const w = randomTensor<tf.Rank.R4>([...c.kernel, c.channels, c.filters], seed + 1);
    const dy = randomTensor<tf.Rank.R4>([c.batch, outHeight, outWidth, outChannels], seed + 2);
    const [xs, ws, ds] = [x, w, dy].map((tensor) => tensor.dataSync()) as [Float32Array, Float32Array, Float32Array];
    const [y, dx, dw] = [dy, x, w].map((tensor) => new Float64Array(tensor.size)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    eachProduct(c, (i, k, o) => {
      y[o]! += xs[i]! * ws[k]!;
      dx[i]! += ds[o]! * ws[k]!;
      dw[k]! += ds[o]! * xs[i]!;
    });
    const found = tf.grads((a, b) =>
      forward(a as tf.Tensor4D, b as tf.Tensor4D)
        .mul(dy)
        .sum(),
    )([x, w]);
    return Math.max(
      relativeError(forward(x, w).dataSync(), y),
      relativeError(found[0]!.dataSync(), dx),
      relativeError(found[1]!.dataSync(), dw),
    );
  });
}

test.serial('convolutions and their gradients match float64 loops over random shapes', async (t) => {
  await onEachEngine(({ name }) => {
    fc.assert(
      fc.property(convolutions, fc.nat(1000), (c, seed) => {
        const convolve = c.depthwise ? tf.depthwiseConv2d : tf.conv2d;
        return worstError(c, (x, w) => convolve(x, w, c.stride, c.pad), seed) < TOLERANCE;
      }),
      { numRuns: name === 'cpu' ? 15 : 120, seed: 11 },
    );
  });
  t.pass();
});

test.serial('dilated convolutions and their gradients match float64 loops', async (t) => {
  const dilated = fc.record({
    batch: fc.integer({ min: 1, max: 2 }),
    height: fc.integer({ min: 1, max: 30 }),
    width: fc.integer({ min: 1, max: 30 }),
    channels: fc.integer({ min: 1, max: 5 }),
    filters: fc.integer({ min: 1, max: 2 }),
    kernel: fc.constant([3, 3] as const),
    stride: fc.constant(1),
    dilation: fc.integer({ min: 1, max: 12 }),
    pad: fc.constant('same' as const),
    depthwise: fc.boolean(),
  });
  await onEachEngine(({ name }) => {
    fc.assert(
      fc.property(dilated, fc.nat(1000), (c, seed) => {
        const convolve: Forward = c.depthwise
          ? (x, w) => dilatedDepthwiseConv2d(x, w, c.dilation)
          : (x, w) => tf.conv2d(x, w, 1, 'same', 'NHWC', c.dilation);
        return worstError(c, convolve, seed) < TOLERANCE;
      }),
      { numRuns: name === 'cpu' ? 10 : 60, seed: 12 },
    );
  });
  t.pass();
});
