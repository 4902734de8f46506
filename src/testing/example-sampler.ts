import { isDeepStrictEqual } from 'node:util';
import type { ExampleCandidates, ExampleSampler } from '../core/interfaces/sampler.js';
import { withoutMathRandom } from './draws.js';
import { fail, suite } from './suite.js';

const AVAILABLE = [1, 2, 3, 7, 64, 1000, 123_457];
const KINDS = ['positive', 'negative'] as const;

/**
 * Tries an example sampler on contrast sets from 1 row to 123,457: `1 <= keep <= draw <= available`, whole numbers, no more
 * kept than `positives` and `negatives` say, and the same plan whenever it is asked. Throws an AssertionError that says what is wrong; runs in any
 * test framework.
 * @param create makes a new, equal sampler at each call
 */
export function testExampleSampler(create: () => ExampleSampler): Promise<void> {
  return suite('example sampler', () => {
    const [sampler, twin] = [create(), create()];
    for (const name of ['positives', 'negatives'] as const) {
      const count = sampler[name];
      if (!(count >= 1) || !(Number.isInteger(count) || count === Number.POSITIVE_INFINITY)) {
        fail(`${name} is ${count}; it is a whole number from 1, or Infinity for every row`);
      }
    }
    const cases = KINDS.flatMap((kind) =>
      AVAILABLE.flatMap((available) => {
        const most = kind === 'positive' ? sampler.positives : sampler.negatives;
        return [...new Set([1, Math.min(5, most), most])].map((wanted) => ({ kind, available, wanted }));
      }),
    );
    const plans = cases.map((candidates) => checkPlan(sampler, candidates));
    cases.forEach((_, i) => {
      // Backwards, so that a plan that depends on earlier ones differs.
      const at = cases.length - 1 - i;
      for (const each of [sampler, twin]) {
        const plan = checkPlan(each, cases[at]!);
        if (isDeepStrictEqual(plan, plans[at])) continue;
        const [was, is] = [plans[at]!, plan].map(({ draw, keep }) => `draw ${draw} and keep ${keep}`);
        fail(
          `${nameOf(cases[at]!)}: plan says ${was}, and ${is} when asked again; a plan depends on its candidates alone`,
        );
      }
    });
  });
}

function checkPlan(sampler: ExampleSampler, candidates: ExampleCandidates) {
  const { draw, keep } = withoutMathRandom('plan', () => sampler.plan({ ...candidates }));
  const { available, kind } = candidates;
  const most = kind === 'positive' ? sampler.positives : sampler.negatives;
  const plan = `${nameOf(candidates)}: plan says draw ${draw} and keep ${keep}`;
  if (!Number.isInteger(draw) || !Number.isInteger(keep)) fail(`${plan}, which are not whole numbers`);
  if (keep < 1 || keep > draw || draw > available) fail(`${plan}; possible is 1 <= keep <= draw <= ${available}`);
  if (keep > most) fail(`${plan}, more than its own limit of ${most}`);
  return { draw, keep };
}

function nameOf({ kind, available, wanted }: ExampleCandidates): string {
  return `${wanted} of ${available} ${kind}s`;
}
