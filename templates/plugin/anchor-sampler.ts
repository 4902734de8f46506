import {
  type AnchorCandidates,
  type AnchorSampler,
  defineComponent,
  type PixelGroup,
  type RandomStream,
  type Resolved,
} from 'contraseg/plugin';
import { z } from 'zod';

const MyPartOptions = z.strictObject({
  perImage: z.int().positive().default(8).describe('Anchors per image and class, at most.'),
});

declare module 'contraseg/plugin' {
  interface AnchorSamplerTypes {
    'my-part': z.input<typeof MyPartOptions>;
  }
}

class MyPartAnchors implements AnchorSampler {
  constructor(private readonly options: Resolved<typeof MyPartOptions>) {}

  sample({ groups }: AnchorCandidates, random: RandomStream): PixelGroup[] {
    return [...groups]
      .sort((a, b) => a.classId - b.classId || a.image - b.image)
      .map(({ image, classId, pixels }) => {
        const chosen = random.choose(this.options.perImage, pixels.length);
        return { image, classId, pixels: chosen.map((i) => pixels[i]!) };
      });
  }
}

/** The same number of random pixels from every class of every image. */
export const MyPart = defineComponent('anchor-sampler', {
  name: 'my-part',
  description: 'The same number of random anchors from every class of every image.',
  options: MyPartOptions,
  component: MyPartAnchors,
});
