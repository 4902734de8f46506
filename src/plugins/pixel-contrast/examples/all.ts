import { z } from 'zod';
import type { ExampleCandidates, ExamplePlan, ExampleSampler } from '../../../core/interfaces/sampler.js';
import { defineComponent } from '../../../core/registry/define-component.js';

const AllExamplesOptions = z.strictObject({});

declare module '../../../core/plugin.js' {
  interface ExampleSamplerTypes {
    all: z.input<typeof AllExamplesOptions>;
  }
}

class AllExampleSampler implements ExampleSampler {
  readonly positives = Infinity;
  readonly negatives = Infinity;

  plan({ available }: ExampleCandidates): ExamplePlan {
    return { draw: available, keep: available };
  }
}

/** Every row of the contrast set, streamed block by block. */
export const AllExamples = defineComponent('example-sampler', {
  name: 'all',
  description: 'Every row of the contrast set, streamed.',
  options: AllExamplesOptions,
  component: AllExampleSampler,
});
