import { z } from 'zod';
import { resizeSample } from '../../core/data/raster/raster.js';
import type { Sample } from '../../core/interfaces/dataset.js';
import type { Transform } from '../../core/interfaces/transform.js';
import type { Resolved } from '../../core/options/references.js';
import { defineComponent } from '../../core/registry/define-component.js';

const ResizeOptions = z.strictObject({
  height: z.int().positive().describe('New height in pixels.'),
  width: z.int().positive().describe('New width in pixels.'),
});

declare module '../../core/plugin.js' {
  interface TransformTypes {
    resize: z.input<typeof ResizeOptions>;
  }
}

class ResizeTransform implements Transform {
  constructor(private readonly options: Resolved<typeof ResizeOptions>) {}

  apply(sample: Sample): Promise<Sample> {
    return resizeSample(sample, this.options.width, this.options.height);
  }
}

/** Resizes to one size, whatever the aspect ratio. */
export const Resize = defineComponent('transform', {
  name: 'resize',
  description: 'Resizes image and mask to one size.',
  options: ResizeOptions,
  component: ResizeTransform,
});
