import { z } from 'zod';
import type { Backbone, PreparedBackbone } from '../../../core/interfaces/backbone.js';
import { type Resolved, weightsFile } from '../../../core/options/references.js';
import type { RandomStreams } from '../../../core/random/random-streams.js';
import { defineComponent } from '../../../core/registry/define-component.js';
import { RANDOM } from '../../../core/registry/tokens.js';
import { prepareNetwork } from '../../../core/weights/prepare-network.js';
import { imagenetWeights } from '../imagenet-weights.js';
import { inLayers } from './network.js';
import { MIT_SIZES, mitStages } from './stages.js';
import { LAYOUTS } from './weight-layouts.js';

const VARIANTS = ['transformers', 'mmseg'] as const;

const MitOptions = z.strictObject({
  size: z
    .enum(MIT_SIZES)
    .default('b0')
    .describe('Depth and channels, from b0 (3.3 million parameters) to b5 (81 million).'),
  variant: z
    .enum(VARIANTS)
    .default('transformers')
    .describe("Whose names the weights have, and whose epsilon the layer norms: transformers' 1e-5 or mmseg's 1e-6."),
  dropPath: z
    .number()
    .min(0)
    .lt(1)
    .default(0.1)
    .describe('Share of the samples that skip the last block in training; earlier blocks are skipped less.'),
  weights: weightsFile()
    .optional()
    .describe('Safetensors file with weights of the encoder or of a whole SegFormer; random weights without it.'),
});

declare module '../../../core/plugin.js' {
  interface BackboneTypes {
    mit: z.input<typeof MitOptions>;
  }
}

const EPSILONS = { transformers: 1e-5, mmseg: 1e-6 } as const;

class MitBackbone implements Backbone {
  constructor(
    private readonly options: Resolved<typeof MitOptions>,
    private readonly random: RandomStreams,
  ) {}

  prepare(request: { readonly pretrained: boolean }): Promise<PreparedBackbone> {
    const { size, variant, dropPath, weights } = this.options;
    const { random } = this;
    const network = inLayers(mitStages(size, dropPath), EPSILONS[variant], random);
    const imagenet = imagenetWeights({ type: 'mit', ...this.options });
    return prepareNetwork({ ...network, layouts: LAYOUTS[variant], weights, imagenet, random }, request);
  }
}

/**
 * Mix Transformer (Xie et al. 2021, SegFormer's encoder): self-attention whose keys and values come from a reduced map, and
 * a depthwise convolution in place of position embeddings, so that it takes images of any size from 32 pixels on.
 */
export const Mit = defineComponent('backbone', {
  name: 'mit',
  description: "SegFormer's encoder, the Mix Transformer, from b0 to b5.",
  options: MitOptions,
  models: VARIANTS.flatMap((variant) => MIT_SIZES.map((size) => ({ size, variant }))),
  inject: [RANDOM],
  component: MitBackbone,
});
