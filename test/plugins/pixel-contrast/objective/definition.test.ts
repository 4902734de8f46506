import test from 'ava';
import type { ExampleSampler } from '../../../../src/core/interfaces/sampler.js';
import { RandomStream } from '../../../../src/core/random/random-stream.js';
import { AllExamples } from '../../../../src/plugins/pixel-contrast/examples/all.js';
import { HardestExamples } from '../../../../src/plugins/pixel-contrast/examples/hardest.js';
import { RandomExamples } from '../../../../src/plugins/pixel-contrast/examples/random.js';
import { SemiHardExamples } from '../../../../src/plugins/pixel-contrast/examples/semi-hard.js';
import { define, distance, evaluate, randomUnit } from '../../../helpers/contrast-problems.js';
import { onEachEngine, useEngine } from '../../../helpers/engines.js';
import { chooseNaively, naiveLoss, type Problem } from '../../../helpers/naive-contrast.js';

const CASES = 200;

/** Cases differ in everything: classes 1-30, bank rows 0-50, ties, contrast set, sampler. */
function randomProblem(seed: number): Problem {
  const random = RandomStream.fromSeed(seed);
  const classCount = 1 + random.integer(30);
  const dimension = 2 + random.integer(6);
  const ties = random.uniform() < 0.3;
  const row = (): number[] =>
    ties ? Array.from({ length: dimension }, () => (random.integer(3) - 1) / 2) : randomUnit(dimension, random);
  const rows = (most: number): number[][] => Array.from({ length: random.integer(most + 1) }, row);
  const banks = Array.from({ length: random.integer(3) }, () => Array.from({ length: classCount }, () => rows(50)));
  const classes = Array.from({ length: 1 + random.integer(24) }, () => random.integer(classCount)).sort(
    (a, b) => a - b,
  );
  const counts = { positives: 1 + random.integer(40), negatives: 1 + random.integer(80) };
  const samplers: ExampleSampler[] = [
    AllExamples.create(),
    RandomExamples.create(counts),
    HardestExamples.create(counts),
    SemiHardExamples.create({ ...counts, poolFraction: random.uniform() < 0.5 ? 0.1 : 0.5 }),
  ];
  return {
    anchors: classes.map(row),
    classes,
    classCount,
    banks,
    batch: banks.length === 0 || random.uniform() < 0.5,
    temperature: ties ? 0.25 : [0.07, 0.1, 0.5][random.integer(3)]!,
    sampler: samplers[seed % 4]!,
    seed,
  };
}

test.serial(`loss and gradient are those of the definition on ${CASES} random cases, every sampler`, async (t) => {
  await useEngine('cpu'); // the most exact one
  const cases = Array.from({ length: CASES }, (_, seed) => {
    const problem = randomProblem(seed);
    const chosen = chooseNaively(problem);
    const expected = define(problem, chosen);
    const loop = naiveLoss(problem.anchors, chosen, problem.temperature);
    t.true(Math.abs(expected.loss - loop) <= 1e-5 * Math.max(1, loop), `${seed}: ${expected.loss}, in a loop ${loop}`);
    return { problem, expected };
  });
  t.true(cases.filter(({ expected }) => expected.loss !== 0).length > CASES / 2);
  await onEachEngine(({ name }) => {
    cases.forEach(({ problem, expected }, seed) => {
      const tight = seed % 2 === 0 ? {} : { memoryBudget: 2000 };
      const { loss, gradient } = evaluate(problem, tight);
      const message = `${name}, case ${seed}: ${loss}, expected ${expected.loss}`;
      t.true(Math.abs(loss - expected.loss) <= 1e-5 * Math.max(1, expected.loss), message);
      t.true(distance(gradient, expected.gradient) < 1e-4, `${message}; ${distance(gradient, expected.gradient)}`);
    });
  });
});

test.serial("the definition's gradient agrees with finite differences of a double loop in float64", async (t) => {
  await useEngine('cpu');
  for (let seed = 0; seed < 40; seed++) {
    const problem = randomProblem(4000 + seed * 4);
    const chosen = chooseNaively(problem);
    const step = 1e-6;
    const numeric = problem.anchors.map((row, a) =>
      row.map((_, i) => {
        const moved = (by: number) =>
          problem.anchors.map((other, b) =>
            a === b ? other.map((value, j) => (i === j ? value + by : value)) : other,
          );
        const up = naiveLoss(moved(step), chosen, problem.temperature);
        return (up - naiveLoss(moved(-step), chosen, problem.temperature)) / (2 * step);
      }),
    );
    const { gradient } = define(problem, chosen);
    t.true(distance(gradient, numeric) < 1e-4, `case ${seed}: ${distance(gradient, numeric)}`);
  }
});
