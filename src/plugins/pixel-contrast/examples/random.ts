import { z } from 'zod';
import type { ExampleCandidates, ExamplePlan, ExampleSampler } from '../../../core/interfaces/sampler.js';
import type { ComponentDefinition } from '../../../core/registry/definition.js';
import { inject, injectable, OPTIONS } from '../../../core/registry/injection.js';
import { ExampleCounts } from './counts.js';

export const RandomExamplesOptions = z.strictObject(ExampleCounts);

declare module '../../../core/plugin.js' {
  interface ExampleSamplerTypes {
    random: z.input<typeof RandomExamplesOptions>;
  }
}

/** Examples drawn uniformly. */
@injectable()
export class RandomExamples implements ExampleSampler {
  readonly positives: number;
  readonly negatives: number;

  constructor(@inject(OPTIONS) options: z.input<typeof RandomExamplesOptions> = {}) {
    ({ positives: this.positives, negatives: this.negatives } = RandomExamplesOptions.parse(options));
  }

  plan({ available, wanted }: ExampleCandidates): ExamplePlan {
    const draw = Math.min(available, wanted);
    return { draw, keep: draw };
  }
}

export const random: ComponentDefinition<'example-sampler'> = {
  name: 'random',
  description: 'Positives and negatives drawn uniformly.',
  options: RandomExamplesOptions,
  component: RandomExamples,
};
