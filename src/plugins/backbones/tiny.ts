import type * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import type { Backbone, FeatureInfos, PreparedBackbone } from '../../core/interfaces/backbone.js';
import { convolutionBlock } from '../../core/layers/blocks.js';
import { heNormal } from '../../core/layers/initialization.js';
import type { Resolved } from '../../core/options/references.js';
import type { RandomStreams } from '../../core/random/random-streams.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { RANDOM } from '../../core/registry/tokens.js';

const TinyOptions = z.strictObject({
  channels: z
    .array(z.int().positive())
    .min(1)
    .max(5)
    .default([16, 32])
    .describe('Channels of each stage; every stage halves height and width and offers its map as c1, c2 and so on.'),
});

declare module '../../core/plugin.js' {
  interface BackboneTypes {
    tiny: z.input<typeof TinyOptions>;
  }
}

class TinyBackbone implements Backbone {
  constructor(
    private readonly options: Resolved<typeof TinyOptions>,
    private readonly random: RandomStreams,
  ) {}

  prepare(): PreparedBackbone {
    const stages = this.options.channels.map(
      (channels, i) => [`c${i + 1}`, { channels, stride: 2 ** (i + 1) }] as const,
    );
    const features = Object.fromEntries(stages);
    return { features, build: (image) => this.build(image, features) };
  }

  private build(image: tf.SymbolicTensor, features: FeatureInfos): Record<string, tf.SymbolicTensor> {
    const kernels = heNormal(this.random);
    const maps: Record<string, tf.SymbolicTensor> = {};
    let x = image;
    for (const [name, { channels }] of Object.entries(features)) {
      x = convolutionBlock(x, { name: `${name}.down`, filters: channels, kernelSize: 3, stride: 2, kernels });
      x = convolutionBlock(x, { name: `${name}.same`, filters: channels, kernelSize: 3, kernels });
      maps[name] = x;
    }
    return maps;
  }
}

/** A few stride-2 convolution blocks: trains from scratch in minutes on any engine. */
export const Tiny = defineComponent('backbone', {
  name: 'tiny',
  description: 'A few stride-2 convolution blocks for demos and tests, trained from scratch.',
  options: TinyOptions,
  inject: [RANDOM],
  component: TinyBackbone,
});
