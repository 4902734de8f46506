import { z } from 'zod';
import type { Backbone, PreparedBackbone } from '../../../core/interfaces/backbone.js';
import { type Resolved, weightsFile } from '../../../core/options/references.js';
import type { RandomStreams } from '../../../core/random/random-streams.js';
import { defineComponent } from '../../../core/registry/define-component.js';
import { RANDOM } from '../../../core/registry/tokens.js';
import { prepareNetwork } from '../../../core/weights/prepare-network.js';
import { imagenetWeights } from '../imagenet-weights.js';
import { inLayers } from './network.js';
import { CONVNEXT_SIZES, convNextStages } from './stages.js';
import { LAYOUTS } from './weight-layouts.js';

const ConvNextOptions = z.strictObject({
  size: z.enum(CONVNEXT_SIZES).default('tiny').describe('Depth and channels: 28, 49 or 88 million parameters.'),
  dropPath: z
    .number()
    .min(0)
    .lt(1)
    .default(0.1)
    .describe('Share of the samples that skip the last block in training; earlier blocks are skipped less.'),
  weights: weightsFile()
    .optional()
    .describe('Safetensors file with weights of timm or torchvision; random weights without it.'),
});

declare module '../../../core/plugin.js' {
  interface BackboneTypes {
    convnext: z.input<typeof ConvNextOptions>;
  }
}

class ConvNextBackbone implements Backbone {
  constructor(
    private readonly options: Resolved<typeof ConvNextOptions>,
    private readonly random: RandomStreams,
  ) {}

  prepare(request: { readonly pretrained: boolean }): Promise<PreparedBackbone> {
    const { size, dropPath, weights } = this.options;
    const { random } = this;
    const network = inLayers(convNextStages(size, dropPath), random);
    const imagenet = imagenetWeights({ type: 'convnext', ...this.options });
    return prepareNetwork({ ...network, layouts: LAYOUTS, weights, imagenet, random }, request);
  }
}

/** ConvNeXt (Liu et al. 2022). */
export const ConvNext = defineComponent('backbone', {
  name: 'convnext',
  description: 'ConvNeXt: a convolutional network in the proportions of a transformer.',
  options: ConvNextOptions,
  models: CONVNEXT_SIZES.map((size) => ({ size })),
  inject: [RANDOM],
  component: ConvNextBackbone,
});
