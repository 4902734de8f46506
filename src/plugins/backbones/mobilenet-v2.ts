import { z } from 'zod';
import type { Backbone, PreparedBackbone } from '../../core/interfaces/backbone.js';
import { type Resolved, weightsFile } from '../../core/options/references.js';
import type { RandomStreams } from '../../core/random/random-streams.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { RANDOM } from '../../core/registry/tokens.js';
import { prepareNetwork } from '../../core/weights/prepare-network.js';
import { imagenetWeights } from './imagenet-weights.js';
import { placeBlocks } from './inverted-residual/blocks.js';
import { inLayers } from './inverted-residual/network.js';
import { blockRows, stemChannels, VARIANTS } from './mobilenet-v2-blocks.js';
import { mobileNetV2Layouts } from './mobilenet-v2-layouts.js';

const MobileNetV2Options = z.strictObject({
  variant: z
    .enum(['onnx', 'paper'])
    .default('onnx')
    .describe(
      'Whose network it is: `onnx` that of the ONNX model zoo, `paper` that of torchvision and timm. Weights fit their own.',
    ),
  outputStride: z
    .literal([8, 16, 32])
    .default(16)
    .describe('Input pixels per cell of the deepest map; below 32, strides are replaced by dilation.'),
  widthMultiplier: z.number().positive().max(4).default(1).describe('Scales the channels of every layer.'),
  weights: weightsFile()
    .optional()
    .describe('Safetensors file in the names of torchvision, timm or our own; random weights (He) without it.'),
});

declare module '../../core/plugin.js' {
  interface BackboneTypes {
    'mobilenet-v2': z.input<typeof MobileNetV2Options>;
  }
}

class MobileNetV2Backbone implements Backbone {
  constructor(
    private readonly options: Resolved<typeof MobileNetV2Options>,
    private readonly random: RandomStreams,
  ) {}

  prepare(request: { readonly pretrained: boolean }): Promise<PreparedBackbone> {
    const { variant, outputStride, widthMultiplier, weights } = this.options;
    const channels = stemChannels(widthMultiplier);
    const blocks = placeBlocks(blockRows(variant, widthMultiplier), channels, outputStride);
    const network = { stem: { channels, activation: VARIANTS[variant].activation }, blocks };
    const layouts = mobileNetV2Layouts(variant, blocks);
    const imagenet = imagenetWeights({ type: 'mobilenet-v2', ...this.options });
    return prepareNetwork({ ...inLayers(network), layouts, weights, imagenet, random: this.random }, request);
  }
}

/** MobileNetV2 (Sandler et al. 2018). */
export const MobileNetV2 = defineComponent('backbone', {
  name: 'mobilenet-v2',
  description: 'MobileNetV2 at output stride 8, 16 or 32, from ImageNet weights or from scratch.',
  options: MobileNetV2Options,
  models: [{ variant: 'onnx' }, { variant: 'paper' }],
  inject: [RANDOM],
  component: MobileNetV2Backbone,
});
