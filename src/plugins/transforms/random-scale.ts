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
  aspect: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe(
      'The ratio of width to height is multiplied by a factor in 1 ± this; the area is that of the factor above.',
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
    const scaled = (size: number, factor: number) => Math.max(1, Math.round(size * factor));
    return resizeSample(sample, scaled(sample.width, scale.x), scaled(sample.height, scale.y));
  }
}

/** What width (x) and height (y) of a sample are multiplied by; their ratio is that of the aspect. */
export function drawScale(
  { min, max, shortSide, aspect }: Resolved<typeof RandomScaleOptions>,
  { width, height }: Sample,
  random: RandomStream,
): { readonly x: number; readonly y: number } {
  const base = shortSide === undefined ? 1 : shortSide / Math.min(width, height);
  const scale = base * random.between(min, max);
  const stretch = aspect === 0 ? 1 : Math.sqrt(random.between(1 - aspect, 1 + aspect));
  return { x: scale * stretch, y: scale / stretch };
}

/** Resizes by a factor drawn uniformly; the aspect ratio stays unless `aspect` is given. */
export const RandomScale = defineComponent('transform', {
  name: 'random-scale',
  description: 'Resizes image and mask by a random factor.',
  options: RandomScaleOptions,
  component: RandomScaleTransform,
});
