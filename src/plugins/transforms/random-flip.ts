import { z } from 'zod';
import { mirrorSample } from '../../core/data/raster/raster.js';
import type { Sample } from '../../core/interfaces/dataset.js';
import type { Transform, TransformContext } from '../../core/interfaces/transform.js';
import type { Resolved } from '../../core/options/references.js';
import { defineComponent } from '../../core/registry/define-component.js';

const RandomFlipOptions = z.strictObject({
  probability: z.number().min(0).max(1).default(0.5).describe('Probability of mirroring left and right.'),
});

declare module '../../core/plugin.js' {
  interface TransformTypes {
    'random-flip': z.input<typeof RandomFlipOptions>;
  }
}

class RandomFlipTransform implements Transform {
  constructor(private readonly options: Resolved<typeof RandomFlipOptions>) {}

  apply(sample: Sample, { random }: TransformContext): Sample {
    return random.uniform() < this.options.probability ? mirrorSample(sample) : sample;
  }
}

/** Mirrors left and right, or leaves the sample alone. */
export const RandomFlip = defineComponent('transform', {
  name: 'random-flip',
  description: 'Mirrors left and right by chance.',
  options: RandomFlipOptions,
  component: RandomFlipTransform,
});
