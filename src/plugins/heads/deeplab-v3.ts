import { z } from 'zod';
import type { Head, HeadInputs, HeadOutputs } from '../../core/interfaces/head.js';
import { convolution, normalize, relu } from '../../core/layers/blocks.js';
import type { Resolved } from '../../core/options/references.js';
import type { RandomStreams } from '../../core/random/random-streams.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { RANDOM } from '../../core/registry/tokens.js';
import type { WeightLayout } from '../../core/weights/layout.js';
import { atrousPyramid, standardRates } from './parts/atrous-pyramid.js';
import { auxiliaryField, dropoutField, featureField, weightsField } from './parts/head-fields.js';
import type { HeadParts } from './parts/head-parts.js';
import { buildPublishedHead } from './parts/published-head.js';
import { contrastiveSegLayout, mmsegLayout, separately, torchvisionLayout } from './parts/weight-layouts.js';

interface Variant {
  readonly channels: number;
  readonly dropout: number;
  readonly pooledFirst: boolean;
  readonly fuseKernelSize: 1 | 3;
  /** A 3x3 convolution with batch norm behind the pyramid, with a ReLU or without. */
  readonly refinement: 'none' | 'relu' | 'linear';
  /** Of the auxiliary classifier, before its batch norm. */
  readonly biases: boolean;
}

const VARIANTS = {
  mmseg: { channels: 512, dropout: 0.1, pooledFirst: true, fuseKernelSize: 3, refinement: 'none', biases: false },
  torchvision: {
    channels: 256,
    dropout: 0.5,
    pooledFirst: false,
    fuseKernelSize: 1,
    refinement: 'relu',
    biases: false,
  },
  contrastiveseg: {
    channels: 512,
    dropout: 0,
    pooledFirst: false,
    fuseKernelSize: 3,
    refinement: 'linear',
    biases: true,
  },
} as const satisfies Record<string, Variant>;

const DeepLabV3Options = z.strictObject({
  variant: z
    .enum(['mmseg', 'torchvision', 'contrastiveseg'])
    .default('mmseg')
    .describe('The package whose head it is; they differ in width, in the order of branches and in what follows them.'),
  channels: z
    .int()
    .positive()
    .optional()
    .describe("Channels of each branch and of their fusion; the variant's by default."),
  rates: z
    .array(z.int().positive())
    .optional()
    .describe(
      'Dilation of the 3x3 branches; by default 12, 24, 36 on a map of stride 8, and half of them at stride 16.',
    ),
  feature: featureField("The backbone's map to read; the deepest one by default."),
  dropout: dropoutField.optional(),
  auxiliary: auxiliaryField,
  weights: weightsField,
});

declare module '../../core/plugin.js' {
  interface HeadTypes {
    'deeplab-v3': z.input<typeof DeepLabV3Options>;
  }
}

const LAYOUTS: readonly WeightLayout[] = [
  torchvisionLayout(
    [/^aspp\.(\d)\.conv/, 'classifier.0.convs.$1.0'],
    [/^aspp\.(\d)\.bn/, 'classifier.0.convs.$1.1'],
    ...separately('aspp\\.pool', 'classifier.0.convs.4.1', 'classifier.0.convs.4.2'),
    ...separately('aspp\\.fuse', 'classifier.0.project.0', 'classifier.0.project.1'),
    ...separately('decoder', 'classifier.1', 'classifier.2'),
  ),
  mmsegLayout(
    [/^aspp\.(\d)/, 'decode_head.aspp_modules.$1'],
    [/^aspp\.pool/, 'decode_head.image_pool.1'],
    [/^aspp\.fuse/, 'decode_head.bottleneck'],
  ),
  contrastiveSegLayout(
    ['decoder\\.layer_aspp', 'decoder\\.refine'],
    [/^aspp\.(\d)\.conv/, 'decoder.layer_aspp.b$1.0'],
    [/^aspp\.(\d)\.bn/, 'decoder.layer_aspp.b$1.1.0'],
    ...separately('aspp\\.pool', 'decoder.layer_aspp.b4.1', 'decoder.layer_aspp.b4.2.0'),
    ...separately('aspp\\.fuse', 'decoder.layer_aspp.project.0', 'decoder.layer_aspp.project.1.0'),
    ...separately('decoder', 'decoder.refine.0', 'decoder.refine.1'),
    [/^classifier\./, 'decoder.refine.2.'],
    ...separately('auxiliary\\.decoder', 'decoder.layer_dsn.0', 'decoder.layer_dsn.1.0'),
    [/^auxiliary\.classifier\./, 'decoder.layer_dsn.2.'],
  ),
];

class DeepLabV3Head implements Head {
  constructor(
    private readonly options: Resolved<typeof DeepLabV3Options>,
    private readonly random: RandomStreams,
  ) {}

  build(inputs: HeadInputs): Promise<HeadOutputs> {
    const { options, random } = this;
    return buildPublishedHead(
      inputs,
      { options, random, style: { biases: VARIANTS[options.variant].biases }, layouts: LAYOUTS },
      (parts) => this.network(parts),
    );
  }

  private network(parts: HeadParts): HeadOutputs {
    const { options } = this;
    const { kernels } = parts;
    const variant: Variant = VARIANTS[options.variant];
    const { channels = variant.channels, dropout = variant.dropout } = options;
    const { tensor, stride } = parts.features.read(options.feature, 'deepest');
    const { rates = standardRates(stride) } = options;
    const { pooledFirst, fuseKernelSize, refinement } = variant;
    const aspp = atrousPyramid(tensor, { channels, rates, pooledFirst, fuseKernelSize, kernels });
    let decoder = parts.drop(aspp, 'dropout', dropout);
    if (refinement !== 'none') {
      decoder = convolution(decoder, { name: 'decoder.conv', filters: channels, kernelSize: 3, kernels });
      decoder = normalize(decoder, 'decoder.bn');
      if (refinement === 'relu') decoder = relu(decoder, 'decoder.relu');
    }
    return {
      logits: parts.classify(decoder, 0),
      features: {
        aspp: { tensor: aspp, channels, stride },
        ...(refinement !== 'none' && { decoder: { tensor: decoder, channels, stride } }),
      },
    };
  }
}

/** Atrous spatial pyramid pooling on the deepest map (Chen et al. 2017). */
export const DeepLabV3 = defineComponent('head', {
  name: 'deeplab-v3',
  description:
    'Atrous spatial pyramid pooling on the deepest map, as torchvision, mmsegmentation or ContrastiveSeg has it.',
  options: DeepLabV3Options,
  inject: [RANDOM],
  component: DeepLabV3Head,
});
