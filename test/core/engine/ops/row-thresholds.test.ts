import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { rowThresholds } from '../../../../src/core/engine/ops/row-thresholds.js';
import { useEngine } from '../../../helpers/engines.js';

const row = fc.oneof(
  fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 60 }),
  fc.array(fc.constantFrom(...[-1, -0, 0, 0.5, 1e-40, -1e30].map(Math.fround)), { minLength: 1, maxLength: 300 }),
  fc
    .tuple(fc.integer({ min: 300, max: 3000 }), fc.integer())
    .map(([size, seed]) =>
      Array.from({ length: size }, (_, i) => Math.fround(Math.sin((i + 1) * (seed % 997) * 0.37))),
    ),
);

test('thresholds equal those of a full sort, and ties are told', async (t) => {
  await useEngine('cpu');
  fc.assert(
    fc.property(row, fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean(), fc.nat(), (values, share, up, mask) => {
      const allowed = Uint8Array.from(values, (_, i) => Number(mask % 2 === 0 || (i * mask) % 3 !== 0 || i === 0));
      const open = values.filter((_, i) => allowed[i] === 1).sort((a, b) => (up ? b - a : a - b));
      const k = 1 + Math.floor(share * (open.length - 1));
      const order = up ? 'largest' : 'smallest';
      return tf.tidy(() => {
        const result = rowThresholds(tf.tensor2d([values]), k, order, allowed);
        const value = result.values.dataSync()[0]!;
        return value === open[k - 1]! && result.tied === (open[k] === open[k - 1]);
      });
    }),
    { seed: 3, numRuns: 1500 },
  );
  t.pass();
});
