import { z } from 'zod';
import type { ExampleCandidates, ExamplePlan, ExampleSampler } from '../../../core/interfaces/sampler.js';
import type { ComponentDefinition } from '../../../core/registry/definition.js';
import { inject, injectable, OPTIONS } from '../../../core/registry/injection.js';
import { ExampleCounts } from './counts.js';

export const HardestExamplesOptions = z.strictObject(ExampleCounts);

declare module '../../../core/plugin.js' {
  interface ExampleSamplerTypes {
    hardest: z.input<typeof HardestExamplesOptions>;
  }
}

/** The positives of lowest and the negatives of highest similarity. */
@injectable()
export class HardestExamples implements ExampleSampler {
  readonly positives: number;
  readonly negatives: number;

  constructor(@inject(OPTIONS) options: z.input<typeof HardestExamplesOptions> = {}) {
    ({ positives: this.positives, negatives: this.negatives } = HardestExamplesOptions.parse(options));
  }

  plan({ available, wanted }: ExampleCandidates): ExamplePlan {
    return { draw: available, keep: Math.min(available, wanted) };
  }
}

export const hardest: ComponentDefinition<'example-sampler'> = {
  name: 'hardest',
  description: 'The least similar positives and the most similar negatives.',
  options: HardestExamplesOptions,
  component: HardestExamples,
};
