import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { hardPixels } from '../../../src/plugins/losses/formulas/ohem.js';
import { onEachEngine, useEngine } from '../../helpers/engines.js';

/** The rule as the authors wrote it: sort the probabilities, look one up, compare. */
function naive(losses: number[], labelled: number[], threshold: number, minKept: number): number[] {
  const probabilities = losses.filter((_, i) => labelled[i]).map((loss) => Math.exp(-loss));
  if (probabilities.length === 0) return losses.map(() => 0);
  const sorted = probabilities.toSorted((a, b) => a - b);
  const bound = Math.max(sorted[Math.min(minKept, sorted.length - 1)]!, threshold);
  return losses.map((loss, i) => Number(Boolean(labelled[i]) && Math.exp(-loss) < bound));
}

// Losses whose probabilities have exact logarithms neither meet nor miss a threshold by rounding.
const problem = fc.record({
  pixels: fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.boolean()), { minLength: 1, maxLength: 60 }),
  threshold: fc.constantFrom(0, 0.012, 0.3, 0.77, 1),
  minKept: fc.integer({ min: 1, max: 70 }),
});

test.serial('the hardest pixels are those of the sorting rule, ties and few labels included', async (t) => {
  await onEachEngine((engine) => {
    fc.assert(
      fc.property(problem, ({ pixels, threshold, minKept }) => {
        const losses = pixels.map(([value]) => value / 8 + 0.01);
        const labelled = pixels.map(([, known]) => Number(known));
        const chosen = tf.tidy(() =>
          hardPixels(tf.tensor1d(losses), tf.tensor1d(labelled), { threshold, minKept }).dataSync(),
        );
        t.deepEqual([...chosen], naive(losses, labelled, threshold, minKept), engine.name);
      }),
      { numRuns: 60, seed: 1 },
    );
  });
});

test.serial('pixels whose probability is 0 in float32 are still told apart', async (t) => {
  await useEngine('cpu');
  const losses = [200, 300, 250, 1];
  const chosen = tf.tidy(() => hardPixels(tf.tensor1d(losses), tf.ones([4]), { threshold: 0, minKept: 2 }).dataSync());
  t.deepEqual([...chosen], [0, 1, 1, 0]);
});
