import type { Schedule } from '../core/interfaces/schedule.js';
import { withoutMathRandom } from './draws.js';
import { fail, suite } from './suite.js';

const TOTALS = [1, 7, 1000];

/**
 * Tries a schedule on runs of 1, 7 and 1000 iterations: finite factors of at least 0, not all of them 0, the same whenever
 * and in whatever order they are asked for. Throws an AssertionError that says what is wrong; runs in any test framework.
 * @param create makes a new, equal schedule at each call
 */
export function testSchedule(create: () => Schedule): Promise<void> {
  return suite('schedule', () => {
    const [schedule, twin] = [create(), create()];
    for (const total of TOTALS) {
      const factorOf = (of: Schedule, iteration: number) =>
        withoutMathRandom('factor', () => of.factor(iteration, total));
      const factors = Array.from({ length: total }, (_, iteration) => factorOf(schedule, iteration));
      factors.forEach((factor, iteration) => {
        if (Number.isFinite(factor) && factor >= 0) return;
        fail(`the factor of iteration ${iteration} of ${total} is ${factor}; it is a finite number of at least 0`);
      });
      if (factors.every((factor) => factor === 0))
        fail(`the factor is 0 in all of ${total} iterations: nothing is learnt`);
      for (let iteration = total - 1; iteration >= 0; iteration--) {
        for (const each of [schedule, twin]) {
          const again = factorOf(each, iteration);
          if (again === factors[iteration]) continue;
          fail(
            `the factor of iteration ${iteration} of ${total} is ${factors[iteration]}, and ${again} when asked again; a resumed run asks from the middle`,
          );
        }
      }
    }
  });
}
