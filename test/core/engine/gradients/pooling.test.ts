import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { onEachEngine } from '../../../helpers/engines.js';
import { finiteDifferences, randomTensor, relativeError } from '../numeric.js';

type Shape = readonly [number, number, number, number];

/** Windows of `[batch, height, width, channels]` as lists of flat indices, in the order of the output. */
function windows([batch, height, width, channels]: Shape, size: number, stride: number, pad: 'same' | 'valid') {
  const axis = (length: number) => {
    const out = pad === 'same' ? Math.ceil(length / stride) : Math.ceil((length - size + 1) / stride);
    const before = pad === 'same' ? Math.floor(Math.max((out - 1) * stride + size - length, 0) / 2) : 0;
    return Array.from({ length: out }, (_, o) =>
      Array.from({ length: size }, (_, k) => o * stride + k - before).filter((i) => i >= 0 && i < length),
    );
  };
  const list: number[][] = [];
  for (let b = 0; b < batch; b++)
    for (const rows of axis(height))
      for (const columns of axis(width))
        for (let c = 0; c < channels; c++)
          list.push(rows.flatMap((i) => columns.map((j) => ((b * height + i) * width + j) * channels + c)));
  return list;
}

const REDUCE = {
  maxPool: (values: number[]) => Math.max(...values),
  avgPool: (values: number[]) => values.reduce((a, b) => a + b) / values.length,
};

for (const pool of ['maxPool', 'avgPool'] as const) {
  const apply = pool === 'maxPool' ? tf.maxPool : tf.avgPool;
  test.serial(`${pool} and its gradient match loops over random sizes, odd ones too`, async (t) => {
    const cases = fc
      .tuple(
        fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 })),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom('same' as const, 'valid' as const),
      )
      .filter(([[, height, width], size, , pad]) => pad === 'same' || Math.min(height, width) >= size);
    await onEachEngine(({ name }) => {
      fc.assert(
        fc.property(cases, ([[batch, height, width], size, stride, pad]) =>
          tf.tidy(() => {
            const shape: Shape = [batch, height, width, 2];
            const x = randomTensor<tf.Rank.R4>([...shape], 1);
            const list = windows(shape, size, stride, pad);
            const run = (a: tf.Tensor) => apply(a as tf.Tensor4D, size, stride, pad);
            const weights = randomTensor<tf.Rank.R1>([list.length], 2);
            const ws = weights.dataSync();
            const naive = (v: ArrayLike<number>) => list.map((window) => REDUCE[pool](window.map((i) => v[i]!)));
            const objective = (v: ArrayLike<number>) => naive(v).reduce((sum, y, i) => sum + y * ws[i]!, 0);
            const gradient = tf.grad((a) => run(a).flatten().mul(weights).sum())(x);
            return (
              relativeError(run(x).dataSync(), naive(x.dataSync())) < 1e-4 &&
              relativeError(gradient.dataSync(), finiteDifferences(objective, x.dataSync(), 1e-6)) < 1e-4
            );
          }),
        ),
        { numRuns: 40, seed: 16 },
      );
      t.log(name);
    });
    t.pass();
  });
}
