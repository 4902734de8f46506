import { z } from 'zod';
import type { Head, HeadInputs, HeadOutputs } from '../../core/interfaces/head.js';
import type { Resolved } from '../../core/options/references.js';
import type { RandomStreams } from '../../core/random/random-streams.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { RANDOM } from '../../core/registry/tokens.js';
import type { WeightLayout } from '../../core/weights/layout.js';
import { auxiliaryField, dropoutField, featureField, weightsField } from './parts/head-fields.js';
import type { HeadParts } from './parts/head-parts.js';
import { buildPublishedHead } from './parts/published-head.js';
import { contrastiveSegLayout, mmsegLayout, separately, torchvisionLayout } from './parts/weight-layouts.js';

const FcnOptions = z.strictObject({
  variant: z
    .enum(['plain', 'contrastiveseg'])
    .default('plain')
    .describe(
      "Whose head it is: `plain` is torchvision's and mmsegmentation's; that of ContrastiveSeg has a bias before batch norm, none in the classifier, and aligns corners.",
    ),
  feature: featureField("The backbone's map to read; the deepest one by default."),
  channels: z.int().positive().default(128).describe('Channels of the convolution before the classifier.'),
  kernelSize: z.literal([1, 3]).default(3).describe('Height and width of that convolution.'),
  dropout: dropoutField.default(0),
  auxiliary: auxiliaryField,
  weights: weightsField,
});

declare module '../../core/plugin.js' {
  interface HeadTypes {
    fcn: z.input<typeof FcnOptions>;
  }
}

const LAYOUTS: readonly WeightLayout[] = [
  torchvisionLayout(...separately('decoder', 'classifier.0', 'classifier.1')),
  mmsegLayout([/^decoder\./, 'decode_head.convs.0.']),
  contrastiveSegLayout(['cls_head'], ...separately('decoder', 'cls_head.0', 'cls_head.1.0'), [
    /^classifier\./,
    'cls_head.3.',
  ]),
];

class FcnHead implements Head {
  constructor(
    private readonly options: Resolved<typeof FcnOptions>,
    private readonly random: RandomStreams,
  ) {}

  build(inputs: HeadInputs): Promise<HeadOutputs> {
    const { options, random } = this;
    const reference = options.variant === 'contrastiveseg';
    return buildPublishedHead(
      inputs,
      { options, random, style: { alignCorners: reference, biases: reference }, layouts: LAYOUTS },
      (parts) => this.network(parts),
    );
  }

  private network(parts: HeadParts): HeadOutputs {
    const { feature, channels, kernelSize, dropout, variant } = this.options;
    const { tensor, stride } = parts.features.read(feature, 'deepest');
    const decoder = parts.block(tensor, 'decoder', channels, kernelSize);
    const logits = parts.classify(decoder, dropout, { useBias: variant === 'plain' });
    return { logits, features: { decoder: { tensor: decoder, channels, stride } } };
  }
}

/** A convolution block and a 1x1 classifier on one map (Long et al. 2015, without the deconvolution). */
export const Fcn = defineComponent('head', {
  name: 'fcn',
  description: 'A convolution and a 1x1 classifier on one feature map, or on all of them together.',
  options: FcnOptions,
  inject: [RANDOM],
  component: FcnHead,
});
