import { z } from 'zod';
import type { PixelGroup } from '../../../core/interfaces/memory-bank.js';
import type { AnchorCandidates, AnchorSampler } from '../../../core/interfaces/sampler.js';
import type { Resolved } from '../../../core/options/references.js';
import type { RandomStream } from '../../../core/random/random-stream.js';
import { defineComponent } from '../../../core/registry/define-component.js';
import { choosePixels } from '../pixels/choose-pixels.js';
import { AnchorCounts, classQuotas, shareEvenly } from './quota.js';

const RandomAnchorsOptions = z.strictObject(AnchorCounts);

declare module '../../../core/plugin.js' {
  interface AnchorSamplerTypes {
    random: z.input<typeof RandomAnchorsOptions>;
  }
}

class RandomAnchorSampler implements AnchorSampler {
  constructor(private readonly options: Resolved<typeof RandomAnchorsOptions>) {}

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

/** Anchors drawn uniformly from the pixels of each class. */
export const RandomAnchors = defineComponent('anchor-sampler', {
  name: 'random',
  description: 'Anchors drawn uniformly from the pixels of each class.',
  options: RandomAnchorsOptions,
  component: RandomAnchorSampler,
});
