import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { RandomStream } from '../../../../src/core/random/random-stream.js';
import {
  AllExamples,
  contrast,
  HardestExamples,
  RandomExamples,
  SemiHardExamples,
} from '../../../../src/plugins/pixel-contrast/index.js';
import { define, distance, evaluate, randomUnit } from '../../../helpers/contrast-problems.js';
import { onEachEngine, useEngine } from '../../../helpers/engines.js';
import { chooseNaively, type Problem } from '../../../helpers/naive-contrast.js';

const random = RandomStream.fromSeed(21);
const rows = (count: number): number[][] => Array.from({ length: count }, () => randomUnit(6, random));
const counts = { positives: 5, negatives: 9 };
const samplers = [
  AllExamples.create(),
  RandomExamples.create(counts),
  HardestExamples.create(counts),
  SemiHardExamples.create({ ...counts, poolFraction: 0.3 }),
];
const problem: Omit<Problem, 'sampler'> = {
  anchors: rows(12),
  classes: [0, 0, 0, 0, 0, 1, 1, 1, 1, 3, 3, 3],
  classCount: 5,
  banks: [
    [rows(40), rows(31), rows(22), rows(0), rows(9)],
    [rows(3), rows(1), rows(0), rows(6), rows(0)],
  ],
  batch: true,
  temperature: 0.1,
  seed: 4,
};

for (const sampler of samplers) {
  test.serial(
    `however little memory a block may take, the values are those of the definition (${sampler.constructor.name})`,
    async (t) => {
      await onEachEngine(({ name }) => {
        for (const batch of [true, false]) {
          const own = { ...problem, sampler, batch };
          const chosen = chooseNaively(own);
          const { loss: expected, gradient } = define(own, chosen);
          for (const memoryBudget of [1, 200, 1000, 5000, 2 ** 20]) {
            for (const unitLength of [true, false]) {
              const found = evaluate(own, { memoryBudget, unitLength });
              const where = `${name}, ${memoryBudget} bytes, batch ${batch}`;
              t.true(
                Math.abs(found.loss - expected) < 1e-5 * expected,
                `${where}: ${found.loss}, expected ${expected}`,
              );
              t.true(distance(found.gradient, gradient) < 1e-4, where);
              const firsts = [0, 5, 9];
              t.deepEqual(
                found.positives,
                firsts.map((first) => chosen.positives[first]!.length),
              );
              t.deepEqual(
                found.negatives,
                firsts.map((first) => chosen.negatives[first]!.length),
              );
            }
          }
        }
      });
    },
  );
}

test.serial('one positive and one negative are enough, and the mean is over the anchors that have both', async (t) => {
  await useEngine('cpu');
  const own: Problem = { ...problem, anchors: rows(3), classes: [0, 0, 1], banks: [], sampler: AllExamples.create() };
  const { loss, positives, negatives } = evaluate(own);
  t.deepEqual(
    [positives, negatives],
    [
      [1, 0],
      [1, 2],
    ],
  );
  const expected = define(own).loss;
  t.true(expected > 0 && Math.abs(loss - expected) < 1e-5 * expected);
});

test.serial('the gradient follows what the loss is multiplied by, and no anchors give zero', async (t) => {
  await useEngine('cpu');
  const set = {
    classCount: 2,
    ranges: [
      { classId: 0, start: 0, end: 2 },
      { classId: 1, start: 2, end: 3 },
    ],
    banks: [],
    batch: true,
  };
  const options = { temperature: 0.1, examples: AllExamples.create(), random: RandomStream.fromSeed(1) };
  const values = rows(3);
  const gradient = (factor: number) =>
    tf.tidy(() => {
      const slope = tf.grad((x) => tf.mul(contrast(x as tf.Tensor2D, set, options).loss, factor));
      return slope(tf.tensor2d(values)).arraySync() as number[][];
    });
  const tripled = gradient(1).map((row) => row.map((value) => 3 * value));
  t.true(distance(gradient(3), tripled) < 1e-6);
  const none = tf.tidy(() => contrast(tf.zeros([0, 6]), { ...set, ranges: [] }, options).loss.dataSync()[0]);
  t.is(none, 0);
});
