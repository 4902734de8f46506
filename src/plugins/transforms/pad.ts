import { z } from 'zod';
import { cutSample } from '../../core/data/raster/raster.js';
import type { Sample } from '../../core/interfaces/dataset.js';
import type { Transform, TransformContext } from '../../core/interfaces/transform.js';
import type { Resolved } from '../../core/options/references.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { fillColor } from './fill-color.js';

const PadOptions = z.strictObject({
  height: z.int().positive().default(1).describe('Smallest height in pixels.'),
  width: z.int().positive().default(1).describe('Smallest width in pixels.'),
  multipleOf: z.int().positive().default(1).describe('Height and width become multiples of this.'),
  fill: fillColor(),
});

declare module '../../core/plugin.js' {
  interface TransformTypes {
    pad: z.input<typeof PadOptions>;
  }
}

class PadTransform implements Transform {
  constructor(private readonly options: Resolved<typeof PadOptions>) {}

  apply(sample: Sample, { ignoreIndex }: TransformContext): Sample {
    const { multipleOf, fill } = this.options;
    const padded = (size: number, least: number) => Math.ceil(Math.max(size, least) / multipleOf) * multipleOf;
    const width = padded(sample.width, this.options.width);
    const height = padded(sample.height, this.options.height);
    if (width === sample.width && height === sample.height) return sample;
    return cutSample(sample, { left: 0, top: 0, width, height }, { color: fill, label: ignoreIndex });
  }
}

/** Widens at the right and at the bottom; the labels of new pixels are ignored. */
export const Pad = defineComponent('transform', {
  name: 'pad',
  description: 'Widens image and mask to a least size or a multiple.',
  options: PadOptions,
  component: PadTransform,
});
