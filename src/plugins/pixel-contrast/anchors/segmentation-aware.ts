import { z } from 'zod';
import type { PixelGroup } from '../../../core/interfaces/memory-bank.js';
import type { AnchorCandidates, AnchorSampler } from '../../../core/interfaces/sampler.js';
import type { Resolved } from '../../../core/options/references.js';
import type { RandomStream } from '../../../core/random/random-stream.js';
import { defineComponent } from '../../../core/registry/define-component.js';
import { choosePixels } from '../pixels/choose-pixels.js';
import { hardPixels, union, without } from './hard-pixels.js';
import { AnchorCounts, classQuotas, shareEvenly } from './quota.js';

const SegmentationAwareAnchorsOptions = z.strictObject({
  ...AnchorCounts,
  hardFraction: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('Share of the anchors taken from pixels that the head gets wrong; the rest is drawn from all pixels.'),
});

declare module '../../../core/plugin.js' {
  interface AnchorSamplerTypes {
    'segmentation-aware': z.input<typeof SegmentationAwareAnchorsOptions>;
  }
}

class SegmentationAwareAnchorSampler implements AnchorSampler {
  constructor(private readonly options: Resolved<typeof SegmentationAwareAnchorsOptions>) {}

  sample({ groups, predictions }: AnchorCandidates, random: RandomStream): PixelGroup[] {
    return classQuotas(groups, this.options, random).flatMap(({ quota, groups }) => {
      const hard = groups.map((group) => hardPixels(group, predictions));
      const hardShares = shareEvenly(
        Math.round(quota * this.options.hardFraction),
        hard.map((group) => group.pixels.length),
      );
      const hardTotal = hardShares.reduce((a, b) => a + b, 0);
      const sizes = groups.map((group) => group.pixels.length);
      const restShares = shareEvenly(quota - hardTotal, sizes, hardShares);
      return groups.map((group, i) => {
        const chosen = choosePixels(hard[i]!, hardShares[i]!, random);
        return union(chosen, choosePixels(without(group, chosen.pixels), restShares[i]!, random));
      });
    });
  }
}

/** Some anchors where the head is wrong, the others uniform over what is left of the class. */
export const SegmentationAwareAnchors = defineComponent('anchor-sampler', {
  name: 'segmentation-aware',
  description: 'Half of the anchors where the head is wrong, the others at random.',
  options: SegmentationAwareAnchorsOptions,
  component: SegmentationAwareAnchorSampler,
});
