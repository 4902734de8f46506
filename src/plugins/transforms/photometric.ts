import { z } from 'zod';
import { rawImage } from '../../core/data/raster/raster.js';
import type { Sample } from '../../core/interfaces/dataset.js';
import type { Transform, TransformContext } from '../../core/interfaces/transform.js';
import type { Resolved } from '../../core/options/references.js';
import type { RandomStream } from '../../core/random/random-stream.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { adjustment, type Matrix3 } from './color-matrix.js';

const strength = (what: string) => z.number().min(0).max(1).describe(what);

const PhotometricOptions = z.strictObject({
  probability: z.number().min(0).max(1).default(0.5).describe('Probability of changing a sample at all.'),
  brightness: strength('Brightness is multiplied by a factor in 1 ± this.').default(0.125),
  contrast: strength('Contrast around middle grey is multiplied by a factor in 1 ± this.').default(0.5),
  saturation: strength('Saturation is multiplied by a factor in 1 ± this.').default(0.5),
  hue: z.number().min(0).max(0.5).default(0.05).describe('Hue turns by up to ± this share of the colour circle.'),
});

declare module '../../core/plugin.js' {
  interface TransformTypes {
    photometric: z.input<typeof PhotometricOptions>;
  }
}

class PhotometricTransform implements Transform {
  constructor(private readonly options: Resolved<typeof PhotometricOptions>) {}

  async apply(sample: Sample, { random }: TransformContext): Promise<Sample> {
    if (random.uniform() >= this.options.probability) return sample;
    const { matrix, offset } = this.draw(random);
    // libvips cuts decimals off where it goes back to bytes, hence the half.
    const image = await rawImage(sample)
      .recomb(matrix as Matrix3)
      .linear([1, 1, 1], [offset + 0.5, offset + 0.5, offset + 0.5])
      .raw()
      .toBuffer();
    return { ...sample, image };
  }

  private draw(random: RandomStream) {
    const { brightness, contrast, saturation, hue } = this.options;
    const factor = (range: number) => random.between(1 - range, 1 + range);
    return adjustment({
      brightness: factor(brightness),
      contrast: factor(contrast),
      saturation: factor(saturation),
      hue: random.between(-hue, hue),
    });
  }
}

/** Changes brightness, contrast, saturation and hue in one pass; the labels stay. */
export const Photometric = defineComponent('transform', {
  name: 'photometric',
  description: 'Changes brightness, contrast, saturation and hue.',
  options: PhotometricOptions,
  component: PhotometricTransform,
});
