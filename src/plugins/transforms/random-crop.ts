import { z } from 'zod';
import { cutSample } from '../../core/data/raster/raster.js';
import type { Sample } from '../../core/interfaces/dataset.js';
import type { Transform, TransformContext } from '../../core/interfaces/transform.js';
import type { Resolved } from '../../core/options/references.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { largestClassShare } from './class-share.js';
import { fillColor } from './fill-color.js';

export const RandomCropOptions = z.strictObject({
  height: z.int().positive().describe('Height of the crop in pixels.'),
  width: z.int().positive().describe('Width of the crop in pixels.'),
  maxClassShare: z
    .number()
    .positive()
    .max(1)
    .default(1)
    .describe('Draw again while one class covers more than this share of the labelled pixels; 1 takes the first crop.'),
  attempts: z.int().positive().default(10).describe('Crops tried at most for maxClassShare; the last one is taken.'),
  fill: fillColor(),
});

declare module '../../core/plugin.js' {
  interface TransformTypes {
    'random-crop': z.input<typeof RandomCropOptions>;
  }
}

class RandomCropTransform implements Transform {
  constructor(private readonly options: Resolved<typeof RandomCropOptions>) {}

  apply(sample: Sample, { random, ignoreIndex }: TransformContext): Sample {
    const { width, height, fill, maxClassShare, attempts } = this.options;
    for (let attempt = 1; ; attempt++) {
      const left = drawOffset(sample.width - width);
      const top = drawOffset(sample.height - height);
      const window = { left, top, width, height };
      if (
        attempt === attempts ||
        maxClassShare === 1 ||
        largestClassShare(sample, window, ignoreIndex) <= maxClassShare
      ) {
        return cutSample(sample, window, { color: fill, label: ignoreIndex });
      }
    }

    /** Between 0 and the slack, which is negative where the image is smaller than the window. */
    function drawOffset(slack: number): number {
      return Math.sign(slack) * random.integer(Math.abs(slack) + 1);
    }
  }
}

/** Cuts a window of one size at a random place; a smaller image is put at a random place inside the window. */
export const RandomCrop = defineComponent('transform', {
  name: 'random-crop',
  description: 'Cuts a random window, widening images that are smaller.',
  options: RandomCropOptions,
  component: RandomCropTransform,
});
