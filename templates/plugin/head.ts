import {
  blocks,
  defineComponent,
  type Head,
  type HeadInputs,
  type HeadOutputs,
  heNormal,
  RANDOM,
  type RandomStreams,
  type Resolved,
  uniformFanIn,
} from 'contraseg/plugin';
import { z } from 'zod';

const MyPartOptions = z.strictObject({
  channels: z.int().positive().default(32).describe('Channels of the map that is classified.'),
});

declare module 'contraseg/plugin' {
  interface HeadTypes {
    'my-part': z.input<typeof MyPartOptions>;
  }
}

class MyPartHead implements Head {
  constructor(
    private readonly options: Resolved<typeof MyPartOptions>,
    private readonly random: RandomStreams,
  ) {}

  build({ features, classCount }: HeadInputs): HeadOutputs {
    const { channels } = this.options;
    const { tensor: deepest, stride } = Object.values(features).at(-1)!;
    const tensor = blocks.convolutionBlock(deepest, {
      name: 'decoder',
      filters: channels,
      kernelSize: 3,
      kernels: heNormal(this.random),
    });
    const kernels = uniformFanIn(this.random);
    const logits = blocks.convolution(tensor, { name: 'classifier', filters: classCount, useBias: true, kernels });
    return { logits, features: { decoder: { tensor, channels, stride } } };
  }
}

/** A 3x3 convolution and a 1x1 classifier on the deepest feature map; losses may read the map between them. */
export const MyPart = defineComponent('head', {
  name: 'my-part',
  description: 'One convolution and a classifier on the deepest feature map.',
  options: MyPartOptions,
  inject: [RANDOM],
  component: MyPartHead,
});
