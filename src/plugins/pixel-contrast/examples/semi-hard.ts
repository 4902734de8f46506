import { z } from 'zod';
import type { ExampleCandidates, ExamplePlan, ExampleSampler } from '../../../core/interfaces/sampler.js';
import type { Resolved } from '../../../core/options/references.js';
import { defineComponent } from '../../../core/registry/define-component.js';
import { ExampleCounts } from './counts.js';

const SemiHardExamplesOptions = z.strictObject({
  ...ExampleCounts,
  poolFraction: z
    .number()
    .gt(0)
    .max(1)
    .default(0.1)
    .describe('Share of the rows, hardest first, that positives and negatives are drawn from.'),
});

declare module '../../../core/plugin.js' {
  interface ExampleSamplerTypes {
    'semi-hard': z.input<typeof SemiHardExamplesOptions>;
  }
}

class SemiHardExampleSampler implements ExampleSampler {
  readonly positives: number;
  readonly negatives: number;
  private readonly poolFraction: number;

  constructor({ positives, negatives, poolFraction }: Resolved<typeof SemiHardExamplesOptions>) {
    this.positives = positives;
    this.negatives = negatives;
    this.poolFraction = poolFraction;
  }

  plan({ available, wanted }: ExampleCandidates): ExamplePlan {
    const draw = Math.min(available, roundUp(wanted / this.poolFraction));
    return { draw, keep: Math.min(wanted, roundUp(draw * this.poolFraction)) };
  }
}

/** ceil that forgives rounding: 0.1 * 30 is 3, not 3.0000000000000004. */
function roundUp(value: number): number {
  return Math.ceil(value * (1 - 1e-9));
}

/**
 * Examples among the hardest `poolFraction` of the rows, the paper's best setting.
 *
 * The literal rule, uniform among the hardest m = ceil(f n) of n rows, would score all n. Drawing c = ceil(K / f) rows
 * first and keeping the hardest ceil(f c) of those scores fewer; where c = n the two are the same.
 */
export const SemiHardExamples = defineComponent('example-sampler', {
  name: 'semi-hard',
  description: 'Rows drawn uniformly among the hardest tenth.',
  options: SemiHardExamplesOptions,
  component: SemiHardExampleSampler,
});
