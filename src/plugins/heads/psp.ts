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
import { pyramidPooling } from './parts/pyramid-pooling.js';
import { mmsegLayout } from './parts/weight-layouts.js';

const PspOptions = z.strictObject({
  channels: z.int().positive().default(512).describe('Channels of each level of the pyramid and of their fusion.'),
  bins: z.array(z.int().positive()).min(1).default([1, 2, 3, 6]).describe('Rows and columns of the grids of means.'),
  feature: featureField("The backbone's map to read; the deepest one by default."),
  dropout: dropoutField.default(0.1),
  auxiliary: auxiliaryField,
  weights: weightsField,
});

declare module '../../core/plugin.js' {
  interface HeadTypes {
    psp: z.input<typeof PspOptions>;
  }
}

const LAYOUTS: readonly WeightLayout[] = [
  mmsegLayout([/^pool\.(\d)/, 'decode_head.psp_modules.$1.1'], [/^decoder\./, 'decode_head.bottleneck.']),
];

class PspHead implements Head {
  constructor(
    private readonly options: Resolved<typeof PspOptions>,
    private readonly random: RandomStreams,
  ) {}

  build(inputs: HeadInputs): Promise<HeadOutputs> {
    const { options, random } = this;
    return buildPublishedHead(inputs, { options, random, layouts: LAYOUTS }, (parts) => this.network(parts));
  }

  private network(parts: HeadParts): HeadOutputs {
    const { channels, bins, feature, dropout } = this.options;
    const { tensor, stride } = parts.features.read(feature, 'deepest');
    const decoder = pyramidPooling(tensor, { channels, bins, name: 'decoder', kernels: parts.kernels });
    const logits = parts.classify(decoder, dropout);
    return { logits, features: { decoder: { tensor: decoder, channels, stride } } };
  }
}

/** Pyramid pooling on the deepest map (Zhao et al. 2017), as mmsegmentation has it. */
export const Psp = defineComponent('head', {
  name: 'psp',
  description: 'Pyramid pooling: means over grids of several sizes beside the deepest map (PSPNet).',
  options: PspOptions,
  inject: [RANDOM],
  component: PspHead,
});
