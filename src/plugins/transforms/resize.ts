import { z } from 'zod';
import { resizeSample } from '../../core/data/raster/raster.js';
import type { Sample } from '../../core/interfaces/dataset.js';
import type { Transform } from '../../core/interfaces/transform.js';
import type { Resolved } from '../../core/options/references.js';
import type { ComponentDefinition } from '../../core/registry/definition.js';
import { inject, injectable, OPTIONS } from '../../core/registry/injection.js';

export const ResizeOptions = z.strictObject({
  height: z.int().positive().describe('New height in pixels.'),
  width: z.int().positive().describe('New width in pixels.'),
});

declare module '../../core/plugin.js' {
  interface TransformTypes {
    resize: z.input<typeof ResizeOptions>;
  }
}

/** Resizes to one size, whatever the aspect ratio. */
@injectable()
export class Resize implements Transform {
  constructor(@inject(OPTIONS) private readonly options: Resolved<typeof ResizeOptions>) {}

  apply(sample: Sample): Promise<Sample> {
    return resizeSample(sample, this.options.width, this.options.height);
  }
}

export const resize: ComponentDefinition<'transform'> = {
  name: 'resize',
  description: 'Resizes image and mask to one size.',
  options: ResizeOptions,
  component: Resize,
};
