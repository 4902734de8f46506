import type * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import type { Head, HeadInputs, HeadOutputs } from '../../core/interfaces/head.js';
import { Attention } from '../../core/layers/attention.js';
import { concatenate, resizeLike } from '../../core/layers/blocks.js';
import { RegionGathering } from '../../core/layers/region-gathering.js';
import type { Resolved } from '../../core/options/references.js';
import type { RandomStreams } from '../../core/random/random-streams.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { RANDOM } from '../../core/registry/tokens.js';
import type { WeightLayout } from '../../core/weights/layout.js';
import { AuxiliaryClassifierOptions, dropoutField, featureField, weightsField } from './parts/head-fields.js';
import type { HeadParts } from './parts/head-parts.js';
import { buildPublishedHead } from './parts/published-head.js';
import { contrastiveSegLayout, mmsegLayout, separately } from './parts/weight-layouts.js';

const OcrOptions = z.strictObject({
  variant: z
    .enum(['mmseg', 'contrastiveseg'])
    .default('mmseg')
    .describe(
      'The package whose head it is; that of ContrastiveSeg has biases before batch norm and aligns corners when it joins maps.',
    ),
  channels: z.int().positive().default(512).describe("Channels of the pixels' and the regions' representations."),
  keyChannels: z.int().positive().default(256).describe('Channels in which pixels and regions are compared.'),
  feature: featureField("The backbone's map to read; the deepest one by default, with HRNet `all` is right."),
  dropout: dropoutField.default(0.1),
  auxiliary: AuxiliaryClassifierOptions.prefault({}).describe(
    'The classifier that makes the regions, and that the loss `auxiliary` trains: `feature: all` with HRNet.',
  ),
  weights: weightsField,
});

declare module '../../core/plugin.js' {
  interface HeadTypes {
    ocr: z.input<typeof OcrOptions>;
  }
}

const BLOCK = 'decode_head.1.object_context_block';
const REFERENCE_BLOCK = 'ocr_distri_head.object_context_block';

const LAYOUTS: readonly WeightLayout[] = [
  mmsegLayout(
    [/^pixels\./, 'decode_head.1.bottleneck.'],
    [/^(query|key)\.(\d)/, `${BLOCK}.$1_project.$2`],
    [/^value\./, `${BLOCK}.value_project.`],
    [/^context\./, `${BLOCK}.out_project.`],
    [/^decoder\./, `${BLOCK}.bottleneck.`],
    [/^classifier\./, 'decode_head.1.conv_seg.'],
    [/^auxiliary\.decoder\./, 'decode_head.0.convs.0.'],
    [/^auxiliary\.classifier\./, 'decode_head.0.conv_seg.'],
  ),
  contrastiveSegLayout(
    ['conv3x3', 'ocr_distri_head', 'cls_head', 'aux_head'],
    ...separately('pixels', 'conv3x3.0', 'conv3x3.1.0'),
    ...separately('query\\.0', `${REFERENCE_BLOCK}.f_pixel.0`, `${REFERENCE_BLOCK}.f_pixel.1.0`),
    ...separately('query\\.1', `${REFERENCE_BLOCK}.f_pixel.2`, `${REFERENCE_BLOCK}.f_pixel.3.0`),
    ...separately('key\\.0', `${REFERENCE_BLOCK}.f_object.0`, `${REFERENCE_BLOCK}.f_object.1.0`),
    ...separately('key\\.1', `${REFERENCE_BLOCK}.f_object.2`, `${REFERENCE_BLOCK}.f_object.3.0`),
    ...separately('value', `${REFERENCE_BLOCK}.f_down.0`, `${REFERENCE_BLOCK}.f_down.1.0`),
    ...separately('context', `${REFERENCE_BLOCK}.f_up.0`, `${REFERENCE_BLOCK}.f_up.1.0`),
    ...separately('decoder', 'ocr_distri_head.conv_bn_dropout.0', 'ocr_distri_head.conv_bn_dropout.1.0'),
    [/^classifier\./, 'cls_head.'],
    ...separately('auxiliary\\.decoder', 'aux_head.0', 'aux_head.1.0'),
    [/^auxiliary\.classifier\./, 'aux_head.2.'],
  ),
];

class OcrHead implements Head {
  constructor(
    private readonly options: Resolved<typeof OcrOptions>,
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
    const { channels, keyChannels, feature, dropout } = this.options;
    const { tensor, stride } = parts.features.read(feature, 'deepest');
    const auxiliary = parts.auxiliary(this.options.auxiliary);
    const pixels = parts.block(tensor, 'pixels', channels, 3);
    const { tensor: logits, stride: theirs } = auxiliary.auxiliary;
    const scores = theirs === stride ? logits : resizeLike(logits, pixels, 'regions.resize', parts.style.alignCorners);
    const regions = new RegionGathering({ name: 'regions' }).apply([pixels, scores]) as tf.SymbolicTensor;

    const twice = (x: tf.SymbolicTensor, name: string) =>
      parts.block(parts.block(x, `${name}.0`, keyChannels), `${name}.1`, keyChannels);
    const attention = new Attention({ name: 'attention', heads: 1 });
    const attended = attention.apply([
      twice(pixels, 'query'),
      twice(regions, 'key'),
      parts.block(regions, 'value', keyChannels),
    ]) as tf.SymbolicTensor;
    const context = parts.block(attended, 'context', channels);
    const decoder = parts.block(concatenate([context, pixels], 'join'), 'decoder', channels);
    return {
      logits: parts.classify(decoder, dropout),
      features: { decoder: { tensor: decoder, channels, stride } },
      auxiliary,
    };
  }
}

/** Object-contextual representations (Yuan et al. 2020): each pixel attends to the means of the classes' own pixels. */
export const Ocr = defineComponent('head', {
  name: 'ocr',
  description: "Object-contextual representations: pixels attend to the means of the classes' own pixels.",
  options: OcrOptions,
  inject: [RANDOM],
  component: OcrHead,
});
