import { z } from 'zod';
import { resizeSample } from '../../core/data/raster/raster.js';
import type { Sample } from '../../core/interfaces/dataset.js';
import type { Transform, TransformContext } from '../../core/interfaces/transform.js';
import type { Resolved } from '../../core/options/references.js';
import { defineComponent } from '../../core/registry/define-component.js';

export const RandomScaleOptions = z.strictObject({
  min: z.number().positive().default(0.5).describe('Smallest factor.'),
  max: z.number().positive().default(2).describe('Largest factor.'),
});

declare module '../../core/plugin.js' {
  interface TransformTypes {
    'random-scale': z.input<typeof RandomScaleOptions>;
  }
}

class RandomScaleTransform implements Transform {
  constructor(private readonly options: Resolved<typeof RandomScaleOptions>) {}

  apply(sample: Sample, { random }: TransformContext): Promise<Sample> {
    const scale = random.between(this.options.min, this.options.max);
    const scaled = (size: number) => Math.max(1, Math.round(size * scale));
    return resizeSample(sample, scaled(sample.width), scaled(sample.height));
  }
}

/** Resizes by a factor drawn uniformly; the aspect ratio stays. */
export const RandomScale = defineComponent('transform', {
  name: 'random-scale',
  description: 'Resizes image and mask by a random factor.',
  options: RandomScaleOptions,
  component: RandomScaleTransform,
});
