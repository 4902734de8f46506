import { z } from 'zod';
import type { Head, HeadInputs, HeadOutputs } from '../../core/interfaces/head.js';
import { concatenate, convolution, resizeLike } from '../../core/layers/blocks.js';
import type { Resolved } from '../../core/options/references.js';
import type { RandomStreams } from '../../core/random/random-streams.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { RANDOM } from '../../core/registry/tokens.js';
import { renaming, type WeightLayout } from '../../core/weights/layout.js';
import { auxiliaryField, dropoutField, weightsField } from './parts/head-fields.js';
import type { HeadParts } from './parts/head-parts.js';
import { buildPublishedHead } from './parts/published-head.js';
import { mmsegLayout } from './parts/weight-layouts.js';

const SegFormerOptions = z.strictObject({
  variant: z
    .enum(['published', 'mmseg'])
    .default('published')
    .describe(
      "The published head is NVlabs's and Hugging Face's; that of mmsegmentation has batch norm and ReLU on each level and takes the levels in the other order. The weights of one do not fit the other.",
    ),
  channels: z
    .int()
    .positive()
    .default(256)
    .describe('Channels of each level and of their fusion: 256 for b0 and b1, 768 above.'),
  dropout: dropoutField.default(0.1),
  auxiliary: auxiliaryField,
  weights: weightsField,
});

declare module '../../core/plugin.js' {
  interface HeadTypes {
    segformer: z.input<typeof SegFormerOptions>;
  }
}

/** Hugging Face's names, of which transformers 5 changed one in memory. */
function transformersLayout(source: string, levels: string): WeightLayout {
  return {
    source,
    tensorName: renaming(
      [/^level\.(\d)/, `decode_head.${levels}.$1.proj`],
      [/^decoder\.conv/, 'decode_head.linear_fuse'],
      [/^decoder\.bn/, 'decode_head.batch_norm'],
      [/^classifier/, 'decode_head.classifier'],
    ),
    extras: /^(?!decode_head\.)/,
  };
}

/** The authors count levels from 1. */
const NVLABS: WeightLayout = {
  source: 'NVlabs',
  tensorName: renaming(
    ...[0, 1, 2, 3].map((i) => [new RegExp(`^level\\.${i}`), `decode_head.linear_c${i + 1}.proj`] as const),
    [/^decoder/, 'decode_head.linear_fuse'],
    [/^classifier/, 'decode_head.linear_pred'],
  ),
  extras: /^(?!decode_head\.)/,
};

const LAYOUTS: readonly WeightLayout[] = [
  transformersLayout('transformers', 'linear_c'),
  transformersLayout('transformers 5', 'linear_projections'),
  NVLABS,
  mmsegLayout([/^level\.(\d)/, 'decode_head.convs.$1'], [/^decoder\./, 'decode_head.fusion_conv.']),
];

class SegFormerHead implements Head {
  constructor(
    private readonly options: Resolved<typeof SegFormerOptions>,
    private readonly random: RandomStreams,
  ) {}

  build(inputs: HeadInputs): Promise<HeadOutputs> {
    const { options, random } = this;
    return buildPublishedHead(inputs, { options, random, layouts: LAYOUTS }, (parts) => this.network(parts));
  }

  private network(parts: HeadParts): HeadOutputs {
    const { variant, channels, dropout } = this.options;
    const finest = parts.features.levels[0]!;
    const levels = parts.features.levels.map(({ tensor }, i) => {
      const name = `level.${i}`;
      const map =
        variant === 'mmseg'
          ? parts.block(tensor, name, channels)
          : convolution(tensor, { name, filters: channels, useBias: true, kernels: parts.kernels });
      // After the linear layer, which is the same as before and cheaper.
      return i === 0 ? map : resizeLike(map, finest.tensor, `${name}.resize`);
    });
    if (variant === 'published') levels.reverse();
    const joined = levels.length > 1 ? concatenate(levels, 'join') : levels[0]!;
    const decoder = parts.block(joined, 'decoder', channels);
    const logits = parts.classify(decoder, dropout);
    return { logits, features: { decoder: { tensor: decoder, channels, stride: finest.stride } } };
  }
}

/** One linear layer for each map from stride 4 on, and one for all of them together (Xie et al. 2021, section 3.2). */
export const SegFormer = defineComponent('head', {
  name: 'segformer',
  description: 'Linear layers on all maps from stride 4 on, and on all of them together.',
  options: SegFormerOptions,
  inject: [RANDOM],
  component: SegFormerHead,
});
