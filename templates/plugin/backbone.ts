import type * as tf from '@tensorflow/tfjs';
import {
  type Backbone,
  blocks,
  defineComponent,
  heNormal,
  type PreparedBackbone,
  RANDOM,
  type RandomStreams,
  type Resolved,
} from 'contraseg/plugin';
import { z } from 'zod';

const MyPartOptions = z.strictObject({
  channels: z.int().positive().default(16).describe('Channels of the feature map.'),
});

declare module 'contraseg/plugin' {
  interface BackboneTypes {
    'my-part': z.input<typeof MyPartOptions>;
  }
}

class MyPartBackbone implements Backbone {
  constructor(
    private readonly options: Resolved<typeof MyPartOptions>,
    private readonly random: RandomStreams,
  ) {}

  prepare(): PreparedBackbone {
    const features = { c2: { channels: this.options.channels, stride: 4 } };
    return { features, build: (image) => this.build(image) };
  }

  private build(image: tf.SymbolicTensor): Record<string, tf.SymbolicTensor> {
    const block = { filters: this.options.channels, kernelSize: 3, stride: 2, kernels: heNormal(this.random) };
    const half = blocks.convolutionBlock(image, { ...block, name: 'c1' });
    return { c2: blocks.convolutionBlock(half, { ...block, name: 'c2' }) };
  }
}

/** Two stride-2 convolutions. */
export const MyPart = defineComponent('backbone', {
  name: 'my-part',
  description: 'Two stride-2 convolutions, trained from scratch.',
  options: MyPartOptions,
  inject: [RANDOM],
  component: MyPartBackbone,
});
