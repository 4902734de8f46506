import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { AllExamples } from '../../../../src/plugins/pixel-contrast/examples/all.js';
import { define, evaluate, unit } from '../../../helpers/contrast-problems.js';
import { onEachEngine } from '../../../helpers/engines.js';
import type { Problem } from '../../../helpers/naive-contrast.js';

const GROUPS = 4;
const VIEWS = 3;
const DIMENSION = 4;

/** x[a,v] of the golden values, as 12 rows. */
const anchors = Array.from({ length: GROUPS * VIEWS }, (_, i) => {
  const a = Math.floor(i / VIEWS);
  const v = i % VIEWS;
  return unit(
    Array.from({ length: DIMENSION }, (_, d) => Math.sin(1 + 0.7 * a + 1.3 * v + 0.31 * d + 0.05 * a * v * d)),
  );
});

/** Q[c,r] of the golden values; class 0 is zeroed for the values taken from the reference. */
const bank = (zeroClass0: boolean): number[][][] =>
  Array.from({ length: 4 }, (_, c) =>
    Array.from({ length: 6 }, (_, r) => {
      const row = unit(Array.from({ length: DIMENSION }, (_, d) => Math.cos(0.3 + 0.9 * c + 0.37 * r + 0.21 * d)));
      return zeroClass0 && c === 0 ? row.map(() => 0) : row;
    }),
  );

function problem(groupClasses: number[], temperature: number, banks: number[][][][], batch: boolean): Problem {
  const classes = groupClasses.flatMap((classId) => Array<number>(VIEWS).fill(classId));
  return { anchors, classes, classCount: 4, banks, batch, temperature, sampler: AllExamples.create(), seed: 1 };
}

/** As training computes it, with and without the unit-length promise, and by the definition. */
const inEveryWay = (own: Problem) => [evaluate(own, { unitLength: true }), evaluate(own), define(own)];

const norm = (gradient: number[][]): number => Math.hypot(...gradient.flat());
const tolerance = (): number => (tf.getBackend() === 'tensorflow' ? 1e-5 : 1e-4);

const near = (actual: number, expected: number): boolean => Math.abs(actual / expected - 1) < tolerance();

test.serial('the loss in batch has the golden values', async (t) => {
  const rows: [tau: number, base: number, loss: number, gradient: number][] = [
    [0.1, 0.07, 15.784801, 9.673922],
    [0.07, 0.07, 15.474209, 9.797149],
    [0.1, 0.1, 11.049359, 6.771745],
    [0.5, 0.07, 22.916182, 8.14564],
  ];
  await onEachEngine(({ name }) => {
    for (const [tau, base, loss, gradient] of rows) {
      for (const result of inEveryWay(problem([0, 1, 1, 2], tau, [], true))) {
        t.true(near((result.loss * tau) / base, loss), `${name} tau ${tau}: ${(result.loss * tau) / base}`);
        t.true(near((norm(result.gradient) * tau) / base, gradient), `${name} tau ${tau}: gradient`);
      }
    }
  });
});

test.serial("the loss against memory alone has the reference's golden values", async (t) => {
  const rows: [groups: number[], loss: number][] = [
    [[1, 2, 2, 3], 11.09586],
    [[2, 2, 3, 3], 12.943837],
    [[0, 1, 2, 3], 10.930209],
  ];
  await onEachEngine(({ name }) => {
    for (const [groups, loss] of rows) {
      for (const result of inEveryWay(problem(groups, 0.1, [bank(true)], false))) {
        t.true(near((result.loss * 0.1) / 0.07, loss), `${name} ${groups}: ${(result.loss * 0.1) / 0.07}`);
      }
    }
  });
});

test.serial('memory alone and both sets have the golden values where class 0 is a class', async (t) => {
  await onEachEngine(({ name }) => {
    for (const [batch, loss, gradient] of [
      [false, 8.016827, 2.834135],
      [true, 9.818317, 4.07444],
    ] as const) {
      for (const result of inEveryWay(problem([0, 1, 1, 2], 0.1, [bank(false)], batch))) {
        t.true(near(result.loss, loss), `${name}: ${result.loss}`);
        t.true(near(norm(result.gradient), gradient), `${name}: ${norm(result.gradient)}`);
      }
    }
  });
});
