import test from 'ava';
import fc from 'fast-check';
import { Constant } from '../../../src/plugins/schedules/constant.js';
import { Cosine } from '../../../src/plugins/schedules/cosine.js';
import { Poly } from '../../../src/plugins/schedules/poly.js';

test('poly is (1 - t / T)^power', (t) => {
  const poly = Poly.create({ power: 0.9 });
  t.is(poly.factor(0, 100), 1);
  t.is(poly.factor(50, 100), 0.5 ** 0.9);
  t.is(poly.factor(100, 100), 0);
});

test('cosine is half way down in the middle and ends at its minimum', (t) => {
  const cosine = Cosine.create({ minFactor: 0.2 });
  t.is(cosine.factor(0, 100), 1);
  t.true(Math.abs(cosine.factor(50, 100) - 0.6) < 1e-12);
  t.true(Math.abs(cosine.factor(100, 100) - 0.2) < 1e-12);
});

test('every schedule stays within 0 and 1, rises through its warm-up and falls or stays afterwards', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 60, max: 200 }), (warmup, total) => {
      for (const schedule of [Poly.create({ warmup }), Cosine.create({ warmup }), Constant.create({ warmup })]) {
        const factors = Array.from({ length: total }, (_, i) => schedule.factor(i, total));
        t.true(factors.every((factor) => factor > 0 && factor <= 1));
        for (let i = warmup; i + 1 < total; i++) t.true(factors[i + 1]! <= factors[i]!);
        t.true(factors[0]! <= 1 / warmup);
      }
    }),
  );
});
