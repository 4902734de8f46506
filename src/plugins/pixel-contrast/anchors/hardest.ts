import { z } from 'zod';
import type { PixelGroup } from '../../../core/interfaces/memory-bank.js';
import type { AnchorCandidates, AnchorSampler } from '../../../core/interfaces/sampler.js';
import type { Resolved } from '../../../core/options/references.js';
import type { RandomStream } from '../../../core/random/random-stream.js';
import { defineComponent } from '../../../core/registry/define-component.js';
import { choosePixels } from '../pixels/choose-pixels.js';
import { hardPixels, union, without } from './hard-pixels.js';
import { AnchorCounts, classQuotas, shareEvenly } from './quota.js';

const HardestAnchorsOptions = z.strictObject(AnchorCounts);

declare module '../../../core/plugin.js' {
  interface AnchorSamplerTypes {
    hardest: z.input<typeof HardestAnchorsOptions>;
  }
}

class HardestAnchorSampler implements AnchorSampler {
  constructor(private readonly options: Resolved<typeof HardestAnchorsOptions>) {}

  sample({ groups, predictions, confidence }: AnchorCandidates, random: RandomStream): PixelGroup[] {
    const confidences = confidence();
    return classQuotas(groups, this.options, random).flatMap(({ quota, groups }) => {
      const hard = groups.map((group) => hardPixels(group, predictions));
      const hardShares = shareEvenly(
        quota,
        hard.map((group) => group.pixels.length),
      );
      const hardTotal = hardShares.reduce((a, b) => a + b, 0);
      const sizes = groups.map((group) => group.pixels.length);
      const restShares = shareEvenly(quota - hardTotal, sizes, hardShares);
      return groups.map((group, i) => {
        const chosen = mostConfident(hard[i]!, hardShares[i]!, confidences);
        return union(chosen, choosePixels(without(group, chosen.pixels), restShares[i]!, random));
      });
    });
  }
}

/** The first pixels by preference, then by falling confidence; ties keep the order of the group. */
function mostConfident(group: PixelGroup, count: number, confidences: Float32Array): PixelGroup {
  const preferred = group.preferred ?? group.pixels.length;
  const order = [...group.pixels.keys()].sort(
    (a, b) =>
      Number(a >= preferred) - Number(b >= preferred) ||
      confidences[group.pixels[b]!]! - confidences[group.pixels[a]!]!,
  );
  return { ...group, pixels: Int32Array.from(order.slice(0, count), (position) => group.pixels[position]!) };
}

/** Wrong pixels while there are any, the most confident mistakes of each image first; then random ones. */
export const HardestAnchors = defineComponent('anchor-sampler', {
  name: 'hardest',
  description: "The head's most confident mistakes.",
  options: HardestAnchorsOptions,
  component: HardestAnchorSampler,
});
