import {
  defineComponent,
  type ExampleCandidates,
  type ExamplePlan,
  type ExampleSampler,
  type Resolved,
} from 'contraseg/plugin';
import { z } from 'zod';

const MyPartOptions = z.strictObject({
  examples: z.int().positive().default(64).describe('Positives, and negatives, per anchor, at most.'),
});

declare module 'contraseg/plugin' {
  interface ExampleSamplerTypes {
    'my-part': z.input<typeof MyPartOptions>;
  }
}

class MyPartExamples implements ExampleSampler {
  readonly positives: number;
  readonly negatives: number;

  constructor({ examples }: Resolved<typeof MyPartOptions>) {
    this.positives = examples;
    this.negatives = examples;
  }

  plan({ available, wanted }: ExampleCandidates): ExamplePlan {
    const draw = Math.min(available, 2 * wanted);
    return { draw, keep: Math.min(wanted, Math.ceil(draw / 2)) };
  }
}

/** The harder half of twice as many random rows. */
export const MyPart = defineComponent('example-sampler', {
  name: 'my-part',
  description: 'The harder half of a few random rows.',
  options: MyPartOptions,
  component: MyPartExamples,
});
