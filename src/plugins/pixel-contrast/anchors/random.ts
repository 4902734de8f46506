import { z } from 'zod';
import type { PixelGroup } from '../../../core/interfaces/memory-bank.js';
import type { AnchorCandidates, AnchorSampler } from '../../../core/interfaces/sampler.js';
import type { RandomStream } from '../../../core/random/random-stream.js';
import type { ComponentDefinition } from '../../../core/registry/definition.js';
import { inject, injectable, OPTIONS } from '../../../core/registry/injection.js';
import { choosePixels } from '../pixels/choose-pixels.js';
import { AnchorCounts, classQuotas, shareEvenly } from './quota.js';

export const RandomAnchorsOptions = z.strictObject(AnchorCounts);

declare module '../../../core/plugin.js' {
  interface AnchorSamplerTypes {
    random: z.input<typeof RandomAnchorsOptions>;
  }
}

/** Anchors drawn uniformly from the pixels of each class. */
@injectable()
export class RandomAnchors implements AnchorSampler {
  private readonly options: z.output<typeof RandomAnchorsOptions>;

  constructor(@inject(OPTIONS) options: z.input<typeof RandomAnchorsOptions> = {}) {
    this.options = RandomAnchorsOptions.parse(options);
  }

  sample({ groups }: AnchorCandidates, random: RandomStream): PixelGroup[] {
    return classQuotas(groups, this.options, random).flatMap(({ quota, groups }) => {
      const shares = shareEvenly(
        quota,
        groups.map((group) => group.pixels.length),
      );
      return groups.map((group, i) => choosePixels(group, shares[i]!, random));
    });
  }
}

export const random: ComponentDefinition<'anchor-sampler'> = {
  name: 'random',
  description: 'Anchors drawn uniformly from the pixels of each class.',
  options: RandomAnchorsOptions,
  component: RandomAnchors,
};
