import { z } from 'zod';
import { cutSample, resampleWindow, type Window } from '../../core/data/raster/raster.js';
import type { Sample } from '../../core/interfaces/dataset.js';
import type { Transform, TransformContext } from '../../core/interfaces/transform.js';
import type { Resolved } from '../../core/options/references.js';
import type { RandomStream } from '../../core/random/random-stream.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { largestClassShare } from './class-share.js';
import { RandomCropOptions } from './random-crop.js';
import { RandomScaleOptions } from './random-scale.js';

const RandomScaleCropOptions = z.strictObject({
  ...RandomScaleOptions.shape,
  ...RandomCropOptions.shape,
});

declare module '../../core/plugin.js' {
  interface TransformTypes {
    'random-scale-crop': z.input<typeof RandomScaleCropOptions>;
  }
}

class RandomScaleCropTransform implements Transform {
  constructor(private readonly options: Resolved<typeof RandomScaleCropOptions>) {}

  async apply(sample: Sample, context: TransformContext): Promise<Sample> {
    const { width, height, fill } = this.options;
    const { x, y, source } = this.draw(sample, context);
    const window = await resampleWindow(sample, source, x.scaled, y.scaled);
    if (x.scaled === width && y.scaled === height) return window;
    const label = context.ignoreIndex;
    return cutSample(window, { left: -x.before, top: -y.before, width, height }, { color: fill, label });
  }

  /** Where the crop lies; at one scale, another place while one class fills too much of it. */
  private draw(sample: Sample, { random, ignoreIndex }: TransformContext) {
    const { min, max, width, height, maxClassShare, attempts } = this.options;
    const scale = random.between(min, max);
    for (let attempt = 1; ; attempt++) {
      const x = drawSpan(sample.width, width, scale, random);
      const y = drawSpan(sample.height, height, scale, random);
      const source: Window = { left: x.start, top: y.start, width: x.length, height: y.length };
      const enough = attempt === attempts || maxClassShare === 1;
      if (enough || largestClassShare(sample, source, ignoreIndex) <= maxClassShare) return { x, y, source };
    }
  }
}

interface Span {
  /** Pixels of the original that the crop shows. */
  readonly start: number;
  readonly length: number;
  /** Their size after scaling, at most the crop's. */
  readonly scaled: number;
  /** New pixels before them, where the crop is larger than the scaled image. */
  readonly before: number;
}

/** Where the crop lies along one axis. */
function drawSpan(size: number, crop: number, scale: number, random: RandomStream): Span {
  const length = Math.max(1, Math.round(crop / scale));
  if (length <= size) return { start: random.integer(size - length + 1), length, scaled: crop, before: 0 };
  const scaled = Math.min(crop, Math.max(1, Math.round(size * scale)));
  return { start: 0, length: size, scaled, before: random.integer(crop - scaled + 1) };
}

/**
 * What `random-scale` and `random-crop` do, in one pass that resizes the window alone: a third of the work at scale 1.6 and half-size
 * crops. The window's edges lie on whole pixels of the original, so the scale is met to within one of them.
 */
export const RandomScaleCrop = defineComponent('transform', {
  name: 'random-scale-crop',
  description: 'The same as random-scale and random-crop, in one, faster pass.',
  options: RandomScaleCropOptions,
  component: RandomScaleCropTransform,
});
