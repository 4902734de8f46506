import { z } from 'zod';
import type { ExampleCandidates, ExamplePlan, ExampleSampler } from '../../../core/interfaces/sampler.js';
import type { Resolved } from '../../../core/options/references.js';
import { defineComponent } from '../../../core/registry/define-component.js';
import { ExampleCounts } from './counts.js';

const HardestExamplesOptions = z.strictObject(ExampleCounts);

declare module '../../../core/plugin.js' {
  interface ExampleSamplerTypes {
    hardest: z.input<typeof HardestExamplesOptions>;
  }
}

class HardestExampleSampler implements ExampleSampler {
  readonly positives: number;
  readonly negatives: number;

  constructor({ positives, negatives }: Resolved<typeof HardestExamplesOptions>) {
    this.positives = positives;
    this.negatives = negatives;
  }

  plan({ available, wanted }: ExampleCandidates): ExamplePlan {
    return { draw: available, keep: Math.min(available, wanted) };
  }
}

/** The positives of lowest and the negatives of highest similarity. */
export const HardestExamples = defineComponent('example-sampler', {
  name: 'hardest',
  description: 'The least similar positives and the most similar negatives.',
  options: HardestExamplesOptions,
  component: HardestExampleSampler,
});
