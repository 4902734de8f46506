import { z } from 'zod';
import type { Head, HeadInputs, HeadOutputs } from '../../core/interfaces/head.js';
import { concatenate, resizeLike, separableBlock } from '../../core/layers/blocks.js';
import type { Resolved } from '../../core/options/references.js';
import type { RandomStreams } from '../../core/random/random-streams.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { RANDOM } from '../../core/registry/tokens.js';
import type { WeightLayout } from '../../core/weights/layout.js';
import { atrousPyramid, normalizedSeparableBlock, standardRates } from './parts/atrous-pyramid.js';
import { compactPyramid } from './parts/compact-deeplab.js';
import { auxiliaryField, dropoutField, featureField, weightsField } from './parts/head-fields.js';
import type { HeadParts } from './parts/head-parts.js';
import { buildPublishedHead } from './parts/published-head.js';
import { mmsegLayout } from './parts/weight-layouts.js';

const VARIANTS = {
  compact: { channels: 128, skipChannels: 32, dropout: 0, rates: () => [6, 12] },
  mmseg: { channels: 512, skipChannels: 48, dropout: 0.1, rates: standardRates },
} as const;

const DeepLabV3PlusOptions = z.strictObject({
  variant: z
    .enum(['compact', 'mmseg'])
    .default('compact')
    .describe(
      'A narrow head for small backbones, or that of mmsegmentation, with batch norm between depthwise and pointwise convolutions.',
    ),
  channels: z
    .int()
    .positive()
    .optional()
    .describe(
      'Channels of each ASPP branch, of their fusion and of the decoder; by default 128, and 512 with `mmseg`.',
    ),
  rates: z
    .array(z.int().min(2))
    .optional()
    .describe(
      'Dilation rates of the 3x3 ASPP branches, beside the 1x1 branch and image pooling; by default 6, 12, and with `mmseg` 12, 24, 36 on a map of stride 8.',
    ),
  feature: featureField("The backbone's map that ASPP reads; the deepest one by default."),
  skip: z
    .string()
    .optional()
    .describe("The backbone's map that the decoder joins; by default the shallowest of stride 4 or more."),
  skipChannels: z
    .int()
    .positive()
    .optional()
    .describe('Channels that the skip map is reduced to; by default 32, and 48 with `mmseg`.'),
  dropout: dropoutField.optional(),
  auxiliary: auxiliaryField,
  weights: weightsField,
});

declare module '../../core/plugin.js' {
  interface HeadTypes {
    'deeplab-v3-plus': z.input<typeof DeepLabV3PlusOptions>;
  }
}

const LAYOUTS: readonly WeightLayout[] = [
  mmsegLayout(
    [/^aspp\.(\d)\.(depthwise|pointwise)/, 'decode_head.aspp_modules.$1.$2_conv'],
    [/^aspp\.(\d)/, 'decode_head.aspp_modules.$1'],
    [/^aspp\.pool/, 'decode_head.image_pool.1'],
    [/^aspp\.fuse/, 'decode_head.bottleneck'],
    [/^decoder\.skip/, 'decode_head.c1_bottleneck'],
    [/^decoder\.(\d)\.(depthwise|pointwise)/, 'decode_head.sep_bottleneck.$1.$2_conv'],
  ),
];

class DeepLabV3PlusHead implements Head {
  constructor(
    private readonly options: Resolved<typeof DeepLabV3PlusOptions>,
    private readonly random: RandomStreams,
  ) {}

  build(inputs: HeadInputs): Promise<HeadOutputs> {
    const { options, random } = this;
    return buildPublishedHead(inputs, { options, random, layouts: LAYOUTS }, (parts) => this.network(parts));
  }

  private network(parts: HeadParts): HeadOutputs {
    const { options } = this;
    const { kernels } = parts;
    const variant = VARIANTS[options.variant];
    const { channels = variant.channels, skipChannels = variant.skipChannels, dropout = variant.dropout } = options;
    const deep = parts.features.read(options.feature, 'deepest');
    const skip = parts.features.read(options.skip, 4);
    const { rates = variant.rates(deep.stride) } = options;

    const pyramid = { channels, rates, pooledFirst: true, fuseKernelSize: 3, separable: true, kernels } as const;
    const compact = options.variant === 'compact';
    const context = compact
      ? compactPyramid(deep.tensor, channels, rates, kernels)
      : atrousPyramid(deep.tensor, pyramid);
    const reduced = parts.block(skip.tensor, 'decoder.skip', skipChannels);
    const upsampled = resizeLike(context, skip.tensor, 'decoder.resize');
    const joined = concatenate([upsampled, reduced], 'decoder.concatenate');
    const decoder = compact
      ? separableBlock(joined, { name: 'decoder.fuse', filters: channels, kernels })
      : ['decoder.0', 'decoder.1'].reduce(
          (x, name) => normalizedSeparableBlock(x, { name, filters: channels, kernels }),
          joined,
        );
    return {
      logits: parts.classify(decoder, dropout),
      features: {
        aspp: { tensor: context, channels, stride: deep.stride },
        decoder: { tensor: decoder, channels, stride: skip.stride },
      },
    };
  }
}

/** Atrous spatial pyramid pooling and a decoder with one skip connection (Chen et al. 2018), depthwise separable. */
export const DeepLabV3Plus = defineComponent('head', {
  name: 'deeplab-v3-plus',
  description: 'ASPP and a decoder with a skip connection at stride 4, depthwise separable.',
  options: DeepLabV3PlusOptions,
  inject: [RANDOM],
  component: DeepLabV3PlusHead,
});
