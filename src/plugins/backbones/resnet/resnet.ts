import { z } from 'zod';
import type { Backbone, PreparedBackbone } from '../../../core/interfaces/backbone.js';
import { type Resolved, weightsFile } from '../../../core/options/references.js';
import type { RandomStreams } from '../../../core/random/random-streams.js';
import { defineComponent } from '../../../core/registry/define-component.js';
import { RANDOM } from '../../../core/registry/tokens.js';
import { prepareNetwork } from '../../../core/weights/prepare-network.js';
import { imagenetWeights } from '../imagenet-weights.js';
import { inLayers } from './network.js';
import { blocksOfLastStage, DEPTHS, residualBlocks } from './residual-blocks.js';
import { VARIANT_NAMES } from './variants.js';
import { LAYOUTS } from './weight-layouts.js';

const ResNetOptions = z
  .strictObject({
    depth: z.literal(DEPTHS).default(50).describe('Layers by the usual count.'),
    variant: z
      .enum(VARIANT_NAMES)
      .default('plain')
      .describe(
        'Whose network it is: `plain` is torchvision’s and timm’s, `d` timm’s `resnet50d`, `v1c` mmsegmentation’s, `deepbase` that of ContrastiveSeg and openseg. They differ in stem, shortcuts, pooling and dilation, and their weights do not fit each other.',
      ),
    outputStride: z
      .literal([8, 16, 32])
      .default(16)
      .describe('Input pixels per cell of the deepest map; below 32, strides are replaced by dilation.'),
    multiGrid: z
      .array(z.int().positive())
      .optional()
      .describe(
        'Dilation of each block of the last stage, 1, 2, 4 in DeepLabV3: a factor, or with `v1c` the dilation itself.',
      ),
    contractDilation: z
      .boolean()
      .default(true)
      .describe('The first block of a dilated stage keeps the dilation of the stage before it, as all packages do.'),
    weights: weightsFile()
      .optional()
      .describe('Safetensors file in the names of the variant’s publisher or our own; random weights (He) without it.'),
  })
  .refine(({ depth, multiGrid }) => !multiGrid || multiGrid.length === blocksOfLastStage(depth), {
    path: ['multiGrid'],
    message: 'one dilation for each block of the last stage: 2 at depth 18, else 3',
  });

declare module '../../../core/plugin.js' {
  interface BackboneTypes {
    resnet: z.input<typeof ResNetOptions>;
  }
}

class ResNetBackbone implements Backbone {
  constructor(
    private readonly options: Resolved<typeof ResNetOptions>,
    private readonly random: RandomStreams,
  ) {}

  prepare(request: { readonly pretrained: boolean }): Promise<PreparedBackbone> {
    const { variant, weights } = this.options;
    const network = inLayers(variant, residualBlocks(this.options));
    const imagenet = imagenetWeights({ type: 'resnet', ...this.options });
    return prepareNetwork({ ...network, layouts: [LAYOUTS[variant]], weights, imagenet, random: this.random }, request);
  }
}

/** ResNet (He et al. 2016) with the stride in the 3x3 convolution of a bottleneck. */
export const ResNet = defineComponent('backbone', {
  name: 'resnet',
  description: 'ResNet-18 to 101 of torchvision, timm, mmsegmentation or ContrastiveSeg, at output stride 8, 16 or 32.',
  options: ResNetOptions,
  models: VARIANT_NAMES.flatMap((variant) => DEPTHS.map((depth) => ({ depth, variant }))),
  inject: [RANDOM],
  component: ResNetBackbone,
});
