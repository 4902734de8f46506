import { z } from 'zod';
import type { ExampleCandidates, ExamplePlan, ExampleSampler } from '../../../core/interfaces/sampler.js';
import type { Resolved } from '../../../core/options/references.js';
import { defineComponent } from '../../../core/registry/define-component.js';
import { ExampleCounts } from './counts.js';

const RandomExamplesOptions = z.strictObject(ExampleCounts);

declare module '../../../core/plugin.js' {
  interface ExampleSamplerTypes {
    random: z.input<typeof RandomExamplesOptions>;
  }
}

class RandomExampleSampler implements ExampleSampler {
  readonly positives: number;
  readonly negatives: number;

  constructor({ positives, negatives }: Resolved<typeof RandomExamplesOptions>) {
    this.positives = positives;
    this.negatives = negatives;
  }

  plan({ available, wanted }: ExampleCandidates): ExamplePlan {
    const draw = Math.min(available, wanted);
    return { draw, keep: draw };
  }
}

/** Examples drawn uniformly. */
export const RandomExamples = defineComponent('example-sampler', {
  name: 'random',
  description: 'Positives and negatives drawn uniformly.',
  options: RandomExamplesOptions,
  component: RandomExampleSampler,
});
