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
import { blockRows, STEM_CHANNELS, TABLES } from './tables.js';
import { mobileNetV3Layouts } from './weight-layouts.js';

const MobileNetV3Options = z.strictObject({
  size: z.enum(['large', 'small']).default('large').describe('Which of the two networks of the paper.'),
  variant: z
    .enum(['torchvision', 'timm'])
    .default('torchvision')
    .describe('Whose batch norm it has: epsilon 1e-3 and slow averages, or 1e-5. Weights fit their own.'),
  outputStride: z
    .literal([8, 16, 32])
    .default(16)
    .describe('Input pixels per cell of the deepest map; below 32, strides are replaced by dilation.'),
  weights: weightsFile()
    .optional()
    .describe('Safetensors file in the names of torchvision, timm or our own; random weights (He) without it.'),
});

declare module '../../../core/plugin.js' {
  interface BackboneTypes {
    'mobilenet-v3': z.input<typeof MobileNetV3Options>;
  }
}

const NORMALIZATION = { torchvision: { epsilon: 1e-3, momentum: 0.99 }, timm: { epsilon: 1e-5 } } as const;

class MobileNetV3Backbone implements Backbone {
  constructor(
    private readonly options: Resolved<typeof MobileNetV3Options>,
    private readonly random: RandomStreams,
  ) {}

  prepare(request: { readonly pretrained: boolean }): Promise<PreparedBackbone> {
    const { size, variant, outputStride, weights } = this.options;
    const { last, stageSizes } = TABLES[size];
    const blocks = placeBlocks(blockRows(size), STEM_CHANNELS, outputStride);
    const network = {
      stem: { channels: STEM_CHANNELS, activation: 'hard-swish' },
      blocks,
      last: { channels: last, activation: 'hard-swish' },
      normalization: NORMALIZATION[variant],
    } as const;
    const layouts = mobileNetV3Layouts(variant, blocks, stageSizes);
    const imagenet = imagenetWeights({ type: 'mobilenet-v3', ...this.options });
    return prepareNetwork({ ...inLayers(network), layouts, weights, imagenet, random: this.random }, request);
  }
}

/** MobileNetV3 (Howard et al. 2019). */
export const MobileNetV3 = defineComponent('backbone', {
  name: 'mobilenet-v3',
  description: 'MobileNetV3 large or small at output stride 8, 16 or 32, from ImageNet weights or from scratch.',
  options: MobileNetV3Options,
  models: [
    { size: 'large', variant: 'torchvision' },
    { size: 'small', variant: 'torchvision' },
    { size: 'large', variant: 'timm' },
    { size: 'small', variant: 'timm' },
  ],
  inject: [RANDOM],
  component: MobileNetV3Backbone,
});
