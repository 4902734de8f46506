import test from 'ava';
import { RandomStream } from '../../../src/core/random/random-stream.js';
import { tally, uniformChiSquare } from '../../helpers/chi-square.js';

/** p = 1e-4 with 23 degrees of freedom. */
const LIMIT_23 = 55.5;

const ways: [string, (random: RandomStream) => Int32Array][] = [
  ['permutation(4)', (random) => random.permutation(4)],
  ['shuffle', (random) => random.shuffle(Int32Array.of(7, 8, 9, 10))],
  ['choose(4, 4)', (random) => random.choose(4, 4)],
  ['choose(3, 4)', (random) => random.choose(3, 4)],
];

for (const [name, draw] of ways) {
  test(`${name} gives each of the 24 orders equally often, the one it starts from too`, (t) => {
    const random = RandomStream.fromSeed(11);
    const counts = tally(12_000, () => draw(random));
    t.is(counts.size, 24);
    const statistic = uniformChiSquare([...counts.values()]);
    t.true(statistic < LIMIT_23, `chi-square ${statistic}`);
  });
}

test('integers and floats cover their ranges evenly, ends as documented', (t) => {
  const random = RandomStream.fromSeed(12);
  const integers = tally(24_000, () => random.integer(24));
  t.is(integers.size, 24);
  t.true([...integers.keys()].every((key) => Number(key) >= 0 && Number(key) < 24));
  t.true(uniformChiSquare([...integers.values()]) < LIMIT_23);
  t.is(random.integer(1), 0);
  const floats = tally(24_000, () => Math.floor(12 * random.between(-1, 1)));
  t.deepEqual(
    [...floats.keys()].map(Number).sort((a, b) => a - b),
    Array.from({ length: 24 }, (_, i) => i - 12),
  );
  t.true(uniformChiSquare([...floats.values()]) < LIMIT_23);
});

test('normal draws have the moments of the standard normal distribution', (t) => {
  const random = RandomStream.fromSeed(13);
  const draws = Array.from({ length: 40_000 }, () => random.normal());
  const moment = (power: number) => draws.reduce((sum, x) => sum + x ** power, 0) / draws.length;
  const found = [1, 2, 3, 4].map(moment);
  [0, 1, 0, 3].forEach((expected, i) => {
    t.true(Math.abs(found[i]! - expected) < [0.02, 0.03, 0.08, 0.2][i]!, `moment ${i + 1}: ${found[i]}`);
  });
});
