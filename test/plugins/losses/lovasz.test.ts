import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { descendingOrder } from '../../../src/plugins/losses/formulas/descending-order.js';
import { type LovaszOptions, lovaszSoftmax } from '../../../src/plugins/losses/formulas/lovasz.js';
import { onEachEngine, useEngine } from '../../helpers/engines.js';

test('the order of a radix sort is that of a stable comparison sort', (t) => {
  fc.assert(
    fc.property(fc.array(fc.float({ min: 0, noNaN: true }), { maxLength: 50 }), (numbers) => {
      const values = Float32Array.from(numbers, (value) => Math.abs(value));
      const expected = [...values.keys()].sort((a, b) => values[b]! - values[a]! || a - b);
      t.deepEqual([...descendingOrder(values)], expected);
    }),
    { seed: 1 },
  );
});

const CLASSES = 3;

/** 1 - |both| / |either| of the pixels whose error is at least as large, one pixel after the other (Berman et al., eq. 9). */
function naive(probabilities: number[][], labels: number[], classes: 'present' | 'all'): number {
  const pixels = labels.flatMap((label, i) => (label === 255 ? [] : [i]));
  const losses = Array.from({ length: CLASSES }, (_, c) => {
    const own = pixels.filter((i) => labels[i] === c);
    if (pixels.length === 0 || (classes === 'present' && own.length === 0)) return undefined;
    const error = (i: number) => Math.abs(Number(labels[i] === c) - probabilities[i]![c]!);
    const order = pixels.toSorted((a, b) => error(b) - error(a));
    const jaccard = (wrong: number[]) => {
      const missed = wrong.filter((i) => labels[i] === c).length;
      return 1 - (own.length - missed) / (own.length + wrong.length - missed || 1);
    };
    return order.reduce((sum, i, k) => {
      const before = k === 0 ? 0 : jaccard(order.slice(0, k));
      return sum + error(i) * (jaccard(order.slice(0, k + 1)) - before);
    }, 0);
  }).filter((loss) => loss !== undefined);
  return losses.length === 0 ? 0 : losses.reduce((a, b) => a + b) / losses.length;
}

const batch = fc.array(
  fc.tuple(fc.constantFrom(0, 1, 2, 255), fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 3, maxLength: 3 })),
  { minLength: 2, maxLength: 12 },
);

test.serial('the loss is that of the definition, for every mixture of classes and of ignored pixels', async (t) => {
  await useEngine('cpu');
  fc.assert(
    fc.property(batch, fc.constantFrom('present' as const, 'all' as const), (pixels, classes) => {
      const labels = pixels.map(([label]) => label);
      const probabilities = pixels.map(([, weights]) => {
        const sum = weights.reduce((a, b) => a + b + 0.1, 0);
        return weights.map((weight) => (weight + 0.1) / sum);
      });
      const options: LovaszOptions = { ignoreIndex: 255, classes, parts: 1 };
      const value = tf.tidy(
        () => lovaszSoftmax(tf.tensor2d(probabilities), Int32Array.from(labels), options).dataSync()[0]!,
      );
      t.true(Math.abs(value - naive(probabilities, labels, classes)) < 1e-5);
    }),
    { seed: 1 },
  );
});

test.serial('descending on it reaches a Jaccard index of 1', async (t) => {
  await onEachEngine((engine) => {
    const labels = Int32Array.from({ length: 24 }, (_, i) => (i % 7 === 0 ? 1 : i % 5 === 0 ? 2 : 0));
    const logits = tf.tidy(() => tf.variable(tf.zeros<tf.Rank.R2>([24, CLASSES])));
    const options: LovaszOptions = { ignoreIndex: 255, classes: 'present', parts: 1, classWeights: [1, 2, 1] };
    const loss = () => lovaszSoftmax(tf.softmax(logits) as tf.Tensor2D, labels, options);
    for (let step = 0; step < 60; step++) {
      const { value, grads } = tf.variableGrads(loss, [logits]);
      tf.tidy(() => logits.assign(logits.sub(grads[logits.name]!.mul(20))));
      tf.dispose([value, grads]);
    }
    const found = tf.tidy(() => tf.argMax(logits, 1).dataSync());
    t.deepEqual([...found], [...labels], engine.name);
    logits.dispose();
  });
});
