import { z } from 'zod';
import type { PixelGroup } from '../../../core/interfaces/memory-bank.js';
import type { AnchorCandidates, AnchorSampler } from '../../../core/interfaces/sampler.js';
import type { Resolved } from '../../../core/options/references.js';
import type { RandomStream } from '../../../core/random/random-stream.js';
import { defineComponent } from '../../../core/registry/define-component.js';
import { choosePixels } from '../pixels/choose-pixels.js';
import { hardPixels, union, without } from './hard-pixels.js';

const ReferenceAnchorsOptions = z.strictObject({
  maxAnchors: z.int().positive().default(1024).describe('Anchors over the batch, at most.'),
  views: z
    .int()
    .positive()
    .default(100)
    .describe('Anchors per image and class, at most; smaller groups, and those of just that size, are left out.'),
});

declare module '../../../core/plugin.js' {
  interface AnchorSamplerTypes {
    reference: z.input<typeof ReferenceAnchorsOptions>;
  }
}

class ReferenceAnchorSampler implements AnchorSampler {
  constructor(private readonly options: Resolved<typeof ReferenceAnchorsOptions>) {}

  sample({ groups, predictions }: AnchorCandidates, random: RandomStream): PixelGroup[] {
    const { maxAnchors, views } = this.options;
    const large = groups.filter((group) => group.pixels.length > views);
    const perGroup = Math.min(Math.floor(maxAnchors / large.length), views);
    const chosen = large.map((group) => {
      const hard = hardPixels(group, predictions);
      const easy = without(group, hard.pixels);
      const half = Math.floor(perGroup / 2);
      const scarceEasy = easy.pixels.length < perGroup - half;
      const hardCount = scarceEasy ? perGroup - easy.pixels.length : Math.min(half, hard.pixels.length);
      return union(choosePixels(hard, hardCount, random), choosePixels(easy, perGroup - hardCount, random));
    });
    return chosen.sort((a, b) => a.classId - b.classId); // stable: images stay in order
  }
}

/**
 * Anchors as the released reference code picks them, for runs to compare with: every (image, class) with more than
 * `views` pixels gives V = min(floor(maxAnchors / groups), views), half of them wrong and half of them right, or what
 * there is of the scarcer kind and more of the other.
 */
export const ReferenceAnchors = defineComponent('anchor-sampler', {
  name: 'reference',
  description: 'Half wrong and half right pixels of each image and class, as in the reference code.',
  options: ReferenceAnchorsOptions,
  component: ReferenceAnchorSampler,
});
