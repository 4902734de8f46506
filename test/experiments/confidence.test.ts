import test from 'ava';
import { RandomStream } from '../../src/core/random/random-stream.js';
import { estimate } from '../../src/experiments/confidence.js';

for (const count of [2, 3, 6, 20, 40]) {
  test(`the interval of ${count} values holds the true mean in 95 % of all samples`, (t) => {
    const random = RandomStream.fromSeed(count);
    const trials = 20_000;
    let held = 0;
    for (let i = 0; i < trials; i++) {
      const { mean, halfWidth } = estimate(Array.from({ length: count }, () => 3 + 2 * random.normal()));
      if (Math.abs(mean - 3) <= halfWidth) held++;
    }
    // Four standard errors of the share.
    t.true(Math.abs(held / trials - 0.95) < 4 * Math.sqrt((0.95 * 0.05) / trials), `${held / trials}`);
  });
}

test('a single value has a mean and no interval', (t) => {
  t.deepEqual(estimate([7]), { mean: 7, deviation: Number.NaN, halfWidth: Number.NaN });
});
