import {
  defineComponent,
  mirrorSample,
  type Resolved,
  type Sample,
  type Transform,
  type TransformContext,
} from 'contraseg/plugin';
import { z } from 'zod';

const MyPartOptions = z.strictObject({
  probability: z.number().min(0).max(1).default(0.5).describe('Probability of mirroring left and right.'),
});

declare module 'contraseg/plugin' {
  interface TransformTypes {
    'my-part': z.input<typeof MyPartOptions>;
  }
}

class MyPartTransform implements Transform {
  constructor(private readonly options: Resolved<typeof MyPartOptions>) {}

  /** Image and label move together, and the given sample stays as it is. */
  apply(sample: Sample, { random }: TransformContext): Sample {
    return random.uniform() < this.options.probability ? mirrorSample(sample) : sample;
  }
}

/** Mirrors left and right, or leaves the sample alone. */
export const MyPart = defineComponent('transform', {
  name: 'my-part',
  description: 'Mirrors left and right by chance.',
  options: MyPartOptions,
  component: MyPartTransform,
});
