import { z } from 'zod';
import { rotateSample } from '../../core/data/raster/rotate.js';
import type { Sample } from '../../core/interfaces/dataset.js';
import type { Transform, TransformContext } from '../../core/interfaces/transform.js';
import type { Resolved } from '../../core/options/references.js';
import type { ComponentDefinition } from '../../core/registry/definition.js';
import { inject, injectable, OPTIONS } from '../../core/registry/injection.js';
import { fillColor } from './fill-color.js';

export const RandomRotateOptions = z.strictObject({
  degrees: z.number().positive().max(180).default(10).describe('Largest angle, either way.'),
  probability: z.number().min(0).max(1).default(0.5).describe('Probability of turning a sample at all.'),
  fill: fillColor(),
});

declare module '../../core/plugin.js' {
  interface TransformTypes {
    'random-rotate': z.input<typeof RandomRotateOptions>;
  }
}

/** Turns around the centre by an angle drawn uniformly and keeps the size; the labels of new corners are ignored. */
@injectable()
export class RandomRotate implements Transform {
  constructor(@inject(OPTIONS) private readonly options: Resolved<typeof RandomRotateOptions>) {}

  async apply(sample: Sample, { random, ignoreIndex }: TransformContext): Promise<Sample> {
    const { degrees, probability, fill } = this.options;
    if (random.uniform() >= probability) return sample;
    const angle = (random.between(-degrees, degrees) * Math.PI) / 180;
    return rotateSample(sample, angle, { color: fill, label: ignoreIndex });
  }
}

export const randomRotate: ComponentDefinition<'transform'> = {
  name: 'random-rotate',
  description: 'Turns image and mask around their centre by a random angle.',
  options: RandomRotateOptions,
  component: RandomRotate,
};
