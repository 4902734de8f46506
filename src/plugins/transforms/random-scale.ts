import { z } from 'zod';
import { resizeSample } from '../../core/data/raster/raster.js';
import type { Sample } from '../../core/interfaces/dataset.js';
import type { Transform, TransformContext } from '../../core/interfaces/transform.js';
import type { Resolved } from '../../core/options/references.js';
import type { RandomStream } from '../../core/random/random-stream.js';
import { defineComponent } from '../../core/registry/define-component.js';

export const RandomScaleOptions = z.strictObject({
  min: z.number().positive().default(0.5).describe('Smallest factor.'),
  max: z.number().positive().default(2).describe('Largest factor.'),
  shortSide: z
    .int()
    .positive()
    .optional()
    .describe(
      'Height or width, whichever is less, that the factor is relative to; the own one of each image when absent.',
    ),
});

declare module '../../core/plugin.js' {
  interface TransformTypes {
    'random-scale': z.input<typeof RandomScaleOptions>;
  }
}

class RandomScaleTransform implements Transform {
  constructor(private readonly options: Resolved<typeof RandomScaleOptions>) {}

  apply(sample: Sample, { random }: TransformContext): Promise<Sample> {
    const scale = drawScale(this.options, sample, random);
    const scaled = (size: number) => Math.max(1, Math.round(size * scale));
    return resizeSample(sample, scaled(sample.width), scaled(sample.height));
  }
}

/** What a sample is resized by. */
export function drawScale(
  { min, max, shortSide }: Resolved<typeof RandomScaleOptions>,
  { width, height }: Sample,
  random: RandomStream,
): number {
  const factor = random.between(min, max);
  return shortSide === undefined ? factor : (factor * shortSide) / Math.min(width, height);
}

/** Resizes by a factor drawn uniformly; the aspect ratio stays. */
export const RandomScale = defineComponent('transform', {
  name: 'random-scale',
  description: 'Resizes image and mask by a random factor.',
  options: RandomScaleOptions,
  component: RandomScaleTransform,
});
