import { z } from 'zod';
import { mirrorSample, turnOver } from '../../core/data/raster/raster.js';
import type { Sample } from '../../core/interfaces/dataset.js';
import type { Transform, TransformContext } from '../../core/interfaces/transform.js';
import type { Resolved } from '../../core/options/references.js';
import { defineComponent } from '../../core/registry/define-component.js';

const RandomFlipOptions = z.strictObject({
  probability: z.number().min(0).max(1).default(0.5).describe('Probability of mirroring at all.'),
  direction: z
    .enum(['horizontal', 'vertical'])
    .default('horizontal')
    .describe('Swaps left and right, or top and bottom: for aerial and microscope images, which have no up.'),
});

declare module '../../core/plugin.js' {
  interface TransformTypes {
    'random-flip': z.input<typeof RandomFlipOptions>;
  }
}

class RandomFlipTransform implements Transform {
  constructor(private readonly options: Resolved<typeof RandomFlipOptions>) {}

  apply(sample: Sample, { random }: TransformContext): Sample {
    const { probability, direction } = this.options;
    if (random.uniform() >= probability) return sample;
    return direction === 'horizontal' ? mirrorSample(sample) : turnOver(sample);
  }
}

/** Mirrors left and right, or top and bottom, or leaves the sample alone. */
export const RandomFlip = defineComponent('transform', {
  name: 'random-flip',
  description: 'Mirrors left and right, or top and bottom, by chance.',
  options: RandomFlipOptions,
  component: RandomFlipTransform,
});
