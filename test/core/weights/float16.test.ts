import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { fromFloat16, toFloat16 } from '../../../src/core/weights/float16.js';

const FINITE = Uint16Array.from({ length: 65_536 }, (_, bits) => bits).filter((bits) => ((bits >> 10) & 0x1f) < 0x1f);

test('every float16 comes back from float32 as it was', (t) => {
  t.deepEqual(toFloat16(fromFloat16(FINITE)), FINITE);
});

test('a value becomes the nearest float16, to even between two, and stays finite', (t) => {
  const sizes = fromFloat16(FINITE.subarray(0, 0x7c00));
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const [found] = fromFloat16(toFloat16(Float32Array.of(value)));
      const size = Math.abs(value);
      const above = sizes.findIndex((each) => each >= size);
      const neighbours = above < 0 ? [sizes.length - 1] : [Math.max(0, above - 1), above];
      const distances = neighbours.map((place) => Math.abs(sizes[place]! - size));
      const nearest = neighbours.filter((_, i) => distances[i] === Math.min(...distances));
      const expected = nearest.length > 1 ? nearest.find((place) => place % 2 === 0)! : nearest[0]!;
      return Math.abs(found!) === sizes[expected] && (value === 0 || Math.sign(found!) * Math.sign(value) >= 0);
    }),
    { seed: 1, numRuns: 500 },
  );
  t.deepEqual(
    [...toFloat16(Float32Array.of(1 + 2 ** -11, 1 + 3 * 2 ** -11, -1e9, 65_519))],
    [0x3c00, 0x3c02, 0xfbff, 0x7bff],
  );
});

test('tfjs reads them as they are meant', (t) => {
  const values = fromFloat16(FINITE);
  const spec = {
    name: 'all',
    shape: [FINITE.length],
    dtype: 'float32' as const,
    quantization: { dtype: 'float16' as const },
  };
  const { all } = tf.io.decodeWeights(FINITE.slice().buffer, [spec]);
  t.deepEqual(all!.dataSync<'float32'>(), values);
  all!.dispose();
});
