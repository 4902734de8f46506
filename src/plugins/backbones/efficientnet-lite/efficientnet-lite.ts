import { z } from 'zod';
import type { Backbone, PreparedBackbone } from '../../../core/interfaces/backbone.js';
import { type Resolved, weightsFile } from '../../../core/options/references.js';
import type { RandomStreams } from '../../../core/random/random-streams.js';
import { defineComponent } from '../../../core/registry/define-component.js';
import { RANDOM } from '../../../core/registry/tokens.js';
import { prepareNetwork } from '../../../core/weights/prepare-network.js';
import { imagenetWeights } from '../imagenet-weights.js';
import { placeBlocks } from '../inverted-residual/blocks.js';
import { inLayers } from '../inverted-residual/network.js';
import { blockRows, STEM_CHANNELS, stageSizes } from './stages.js';
import { efficientNetLiteLayout } from './weight-layouts.js';

const EfficientNetLiteOptions = z.strictObject({
  size: z.literal([0, 1, 2]).default(0).describe('Lite0, lite1 or lite2: from small to large.'),
  variant: z
    .enum(['tf', 'timm'])
    .default('tf')
    .describe(
      'Borders and batch norm as Google trained it, which is what timm calls `tf_efficientnet_lite0` and so on, or those of timm’s own `efficientnet_lite0`. Weights fit their own.',
    ),
  outputStride: z
    .literal([8, 16, 32])
    .default(16)
    .describe('Input pixels per cell of the deepest map; below 32, strides are replaced by dilation.'),
  weights: weightsFile()
    .optional()
    .describe('Safetensors file in the names of timm or our own; random weights (He) without it.'),
});

declare module '../../../core/plugin.js' {
  interface BackboneTypes {
    'efficientnet-lite': z.input<typeof EfficientNetLiteOptions>;
  }
}

const VARIANTS = {
  tf: { border: 'same', normalization: { epsilon: 1e-3 } },
  timm: { border: 'symmetric', normalization: { epsilon: 1e-5 } },
} as const;

class EfficientNetLiteBackbone implements Backbone {
  constructor(
    private readonly options: Resolved<typeof EfficientNetLiteOptions>,
    private readonly random: RandomStreams,
  ) {}

  prepare(request: { readonly pretrained: boolean }): Promise<PreparedBackbone> {
    const { size, variant, outputStride, weights } = this.options;
    const blocks = placeBlocks(blockRows(size), STEM_CHANNELS, outputStride);
    const network = { stem: { channels: STEM_CHANNELS, activation: 'relu6' }, blocks, ...VARIANTS[variant] } as const;
    const layouts = [efficientNetLiteLayout(variant, blocks, stageSizes(size))];
    const imagenet = imagenetWeights({ type: 'efficientnet-lite', ...this.options });
    return prepareNetwork({ ...inLayers(network), layouts, weights, imagenet, random: this.random }, request);
  }
}

/** EfficientNet (Tan and Le 2019) without squeeze-and-excitation and with ReLU6, as Google published it for small devices. */
export const EfficientNetLite = defineComponent('backbone', {
  name: 'efficientnet-lite',
  description: 'EfficientNet-lite 0, 1 or 2 at output stride 8, 16 or 32, from ImageNet weights or from scratch.',
  options: EfficientNetLiteOptions,
  models: [
    { size: 0, variant: 'tf' },
    { size: 1, variant: 'tf' },
    { size: 2, variant: 'tf' },
    { size: 0, variant: 'timm' },
    { size: 1, variant: 'timm' },
    { size: 2, variant: 'timm' },
  ],
  inject: [RANDOM],
  component: EfficientNetLiteBackbone,
});
