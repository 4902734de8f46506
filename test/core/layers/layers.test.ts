import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import {
  convolution,
  depthwiseConvolution,
  globalAveragePooling,
  resizeLike,
} from '../../../src/core/layers/blocks.js';
import { dilatedDepthwiseConv2d } from '../../../src/core/layers/dilated-depthwise-conv2d.js';
import '../../../src/core/layers/index.js';
import { heNormal } from '../../../src/core/layers/initialization.js';
import { resizeBilinear } from '../../../src/core/layers/resize-bilinear.js';
import { RandomStream } from '../../../src/core/random/random-stream.js';
import { RandomStreams } from '../../../src/core/random/random-streams.js';
import { onEachEngine, useEngine } from '../../helpers/engines.js';
import { naiveResize } from '../../helpers/naive-resize.js';

function normals(size: number, seed: number): Float32Array {
  const random = RandomStream.fromSeed(seed);
  return Float32Array.from({ length: size }, () => random.normal());
}

function worst(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  return Math.max(0, ...Array.from(expected, (value, i) => Math.abs(value - actual[i]!)));
}

/** sum_k image[y + rate (ky - r), x + rate (kx - r), c] kernel[ky, kx, c], zero outside. */
function naiveDepthwise(
  image: Float32Array,
  [h, w, c]: number[],
  kernel: Float32Array,
  size: number,
  stride: number,
  rate: number,
) {
  const r = (size - 1) / 2;
  const rows = Math.ceil(h! / stride);
  const columns = Math.ceil(w! / stride);
  const output = new Float64Array(rows * columns * c!);
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++)
      for (let channel = 0; channel < c!; channel++)
        for (let ky = 0; ky < size; ky++)
          for (let kx = 0; kx < size; kx++) {
            const [iy, ix] = [stride * y + rate * (ky - r), stride * x + rate * (kx - r)];
            if (iy < 0 || ix < 0 || iy >= h! || ix >= w!) continue;
            output[(y * columns + x) * c! + channel]! +=
              image[(iy * w! + ix) * c! + channel]! * kernel[(ky * size + kx) * c! + channel]!;
          }
  return output;
}

test.serial('dilated depthwise convolution equals a naive loop at any size and rate', async (t) => {
  await onEachEngine((engine) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 12 }),
        (h, w, rate) => {
          const image = normals(h * w * 3, 1);
          const kernel = normals(27, 2);
          const actual = tf.tidy(() =>
            dilatedDepthwiseConv2d(
              tf.tensor4d(image, [1, h, w, 3]),
              tf.tensor4d(kernel, [3, 3, 3, 1]),
              rate,
            ).dataSync(),
          );
          t.true(
            worst(actual, naiveDepthwise(image, [h, w, 3], kernel, 3, 1, rate)) < 1e-5,
            `${engine.name} ${h}x${w} at ${rate}`,
          );
        },
      ),
      { numRuns: 15, seed: 1 },
    );
  });
});

test.serial('the gradients of the dilated convolution agree with finite differences', async (t) => {
  const [h, w, rate] = [5, 4, 2];
  const image = normals(h * w * 2, 3);
  const kernel = normals(18, 4);
  const weights = normals(h * w * 2, 5);
  const naive = (x: Float32Array, k: Float32Array) =>
    naiveDepthwise(x, [h, w, 2], k, 3, 1, rate).reduce((sum, y, i) => sum + y * weights[i]!, 0);
  const nudged = (values: Float32Array, i: number, by: number) =>
    values.map((value, j) => (i === j ? value + by : value));
  const expectedImage = image.map(
    (_, i) => naive(nudged(image, i, 0.5), kernel) - naive(nudged(image, i, -0.5), kernel),
  );
  const expectedKernel = kernel.map(
    (_, i) => naive(image, nudged(kernel, i, 0.5)) - naive(image, nudged(kernel, i, -0.5)),
  );
  await onEachEngine((engine) => {
    tf.tidy(() => {
      const [dx, dk] = tf.grads((x, k) =>
        dilatedDepthwiseConv2d(x as tf.Tensor4D, k as tf.Tensor4D, rate)
          .mul(tf.tensor4d(weights, [1, h, w, 2]))
          .sum(),
      )([tf.tensor4d(image, [1, h, w, 2]), tf.tensor4d(kernel, [3, 3, 2, 1])]);
      t.true(worst(dx!.dataSync(), expectedImage) < 1e-4, engine.name);
      t.true(worst(dk!.dataSync(), expectedKernel) < 1e-4, engine.name);
    });
  });
});

test.serial('padding is symmetric at stride 2, unlike tfjs on even sizes', async (t) => {
  await useEngine('cpu');
  for (const [h, w] of [
    [6, 8],
    [7, 5],
    [1, 2],
  ] as const) {
    const image = tf.input({ shape: [null, null, 2] });
    const layer = depthwiseConvolution(image, { name: `d${h}`, stride: 2, kernels: heNormal(new RandomStreams(1)) });
    const model = tf.model({ inputs: image, outputs: layer });
    const values = normals(h * w * 2, 6);
    const kernel = model.getWeights()[0]!.dataSync() as Float32Array;
    const actual = (model.predict(tf.tensor4d(values, [1, h, w, 2])) as tf.Tensor).dataSync();
    t.true(worst(actual, naiveDepthwise(values, [h, w, 2], kernel, 3, 2, 1)) < 1e-5);
  }
});

test.serial('resizing uses half-pixel centres, up and down', async (t) => {
  const size = fc.integer({ min: 1, max: 7 });
  await onEachEngine((engine) => {
    fc.assert(
      fc.property(size, size, size, size, (h, w, height, width) => {
        const image = normals(h * w, 8);
        const actual = tf.tidy(() => resizeBilinear(tf.tensor4d(image, [1, h, w, 1]), height, width).dataSync());
        t.true(
          worst(actual, naiveResize(image, h, w, height, width)) < 1e-5,
          `${engine.name} ${h}x${w} to ${height}x${width}`,
        );
      }),
      { numRuns: 20, seed: 1 },
    );
  });
});

test.serial('a model of our layers comes back from JSON with the same outputs', async (t) => {
  await useEngine('cpu');
  const kernels = heNormal(new RandomStreams(1));
  const image = tf.input({ shape: [null, null, 3] });
  let x = convolution(image, { name: 'a', filters: 4, kernelSize: 3, stride: 2, kernels });
  x = depthwiseConvolution(x, { name: 'b', dilation: 2, kernels });
  x = tf.layers.add().apply([x, globalAveragePooling(x, 'pool')]) as tf.SymbolicTensor;
  const model = tf.model({ inputs: image, outputs: resizeLike(x, image, 'resize') });
  const copy = (await tf.models.modelFromJSON(JSON.parse(model.toJSON() as string))) as tf.LayersModel;
  copy.setWeights(model.getWeights());
  const input = tf.tensor4d(normals(7 * 9 * 3, 9), [1, 7, 9, 3]);
  const [a, b] = [model, copy].map((each) => each.predict(input) as tf.Tensor);
  t.deepEqual(a!.shape, [1, 7, 9, 4]);
  t.deepEqual(a!.dataSync(), b!.dataSync());
});

test.serial('kernels start with the variance of He et al. and depend on seed and name alone', async (t) => {
  await useEngine('cpu');
  const draw = (seed: number, name: string) =>
    heNormal(new RandomStreams(seed))(name, 50).apply([3, 3, 50, 40], 'float32');
  const kernel = draw(1, 'layer');
  const { mean, variance } = tf.moments(kernel);
  t.true(Math.abs(mean.dataSync()[0]!) < 0.005);
  t.true(Math.abs(variance.dataSync()[0]! - 2 / 50) < 0.002);
  t.deepEqual(draw(1, 'layer').dataSync(), kernel.dataSync());
  t.notDeepEqual(draw(2, 'layer').dataSync(), kernel.dataSync());
  t.notDeepEqual(draw(1, 'other').dataSync(), kernel.dataSync());
});

test('what opens exported models needs nothing but tfjs, so that it runs in browsers', async (t) => {
  const pending = [new URL('../../../src/core/layers/index.js', import.meta.url)];
  const packages = new Set<string>();
  for (const url of pending) {
    const code = await readFile(url, 'utf8');
    for (const [, specifier] of code.matchAll(
      /^(?:import|export[^;'"]* from|import[^;'"]* from) ['"]([^'"]+)['"];/gm,
    )) {
      if (specifier!.startsWith('.')) pending.push(new URL(specifier!, url));
      else packages.add(specifier!);
    }
  }
  t.deepEqual([...packages], ['@tensorflow/tfjs']);
  t.is(pending.length, 13);
});
