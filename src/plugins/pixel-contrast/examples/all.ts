import { z } from 'zod';
import type { ExampleCandidates, ExamplePlan, ExampleSampler } from '../../../core/interfaces/sampler.js';
import type { ComponentDefinition } from '../../../core/registry/definition.js';
import { injectable } from '../../../core/registry/injection.js';

const AllExamplesOptions = z.strictObject({});

declare module '../../../core/plugin.js' {
  interface ExampleSamplerTypes {
    all: z.input<typeof AllExamplesOptions>;
  }
}

/** Every row of the contrast set, streamed block by block. */
@injectable()
export class AllExamples implements ExampleSampler {
  readonly positives = Infinity;
  readonly negatives = Infinity;

  plan({ available }: ExampleCandidates): ExamplePlan {
    return { draw: available, keep: available };
  }
}

export const all: ComponentDefinition<'example-sampler'> = {
  name: 'all',
  description: 'Every row of the contrast set, streamed.',
  options: AllExamplesOptions,
  component: AllExamples,
};
