import { z } from 'zod';
import { rotateSample } from '../../core/data/raster/rotate.js';
import type { Sample } from '../../core/interfaces/dataset.js';
import type { Transform, TransformContext } from '../../core/interfaces/transform.js';
import type { Resolved } from '../../core/options/references.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { fillColor } from './fill-color.js';

const RandomRotateOptions = z.strictObject({
  degrees: z.number().positive().max(180).default(10).describe('Largest angle, either way.'),
  probability: z.number().min(0).max(1).default(0.5).describe('Probability of turning a sample at all.'),
  fill: fillColor(),
});

declare module '../../core/plugin.js' {
  interface TransformTypes {
    'random-rotate': z.input<typeof RandomRotateOptions>;
  }
}

class RandomRotateTransform implements Transform {
  constructor(private readonly options: Resolved<typeof RandomRotateOptions>) {}

  async apply(sample: Sample, { random, ignoreIndex }: TransformContext): Promise<Sample> {
    const { degrees, probability, fill } = this.options;
    if (random.uniform() >= probability) return sample;
    const angle = (random.between(-degrees, degrees) * Math.PI) / 180;
    return rotateSample(sample, angle, { color: fill, label: ignoreIndex });
  }
}

/** Turns around the centre by an angle drawn uniformly and keeps the size; the labels of new corners are ignored. */
export const RandomRotate = defineComponent('transform', {
  name: 'random-rotate',
  description: 'Turns image and mask around their centre by a random angle.',
  options: RandomRotateOptions,
  component: RandomRotateTransform,
});
