import type * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import type { Backbone, FeatureInfos } from '../../../core/interfaces/backbone.js';
import { convolutionBlock, maxPoolingAfterRelu } from '../../../core/layers/blocks.js';
import type { KernelInitializer } from '../../../core/layers/initialization.js';
import { path, type Resolved } from '../../../core/options/references.js';
import { RandomStreams } from '../../../core/random/random-streams.js';
import type { ComponentDefinition } from '../../../core/registry/definition.js';
import { inject, injectable, OPTIONS, RANDOM } from '../../../core/registry/injection.js';
import type { WeightLayout } from '../../../core/weights/layout.js';
import { PretrainedWeights } from '../../../core/weights/pretrained.js';
import { residual } from './residual.js';
import { blocksOfLastStage, DEPTHS, type ResidualBlock, residualBlocks } from './residual-blocks.js';
import { VARIANT_NAMES, VARIANTS } from './variants.js';
import { LAYOUTS } from './weight-layouts.js';

export const ResNetOptions = z
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
    weights: path()
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

/** ResNet (He et al. 2016) with the stride in the 3x3 convolution of a bottleneck. */
@injectable()
export class ResNetBackbone implements Backbone {
  readonly features: FeatureInfos;
  readonly layouts: readonly WeightLayout[];
  private readonly blocks: readonly ResidualBlock[];
  private readonly weights: PretrainedWeights;

  constructor(
    @inject(OPTIONS) private readonly options: Resolved<typeof ResNetOptions>,
    @inject(RANDOM) private readonly random: RandomStreams = new RandomStreams(0),
  ) {
    this.blocks = residualBlocks(options);
    this.layouts = [LAYOUTS[options.variant]];
    this.weights = new PretrainedWeights(options.weights, this.layouts);
    const { stem } = VARIANTS[options.variant];
    const c1 = { channels: stem === 'plain' ? 64 : stem[2], stride: 2 };
    const stages = new Map(
      this.blocks.map(({ name, channels, outputStride }) => [
        `c${1 + Number(name[5])}`,
        { channels, stride: outputStride },
      ]),
    );
    this.features = { c1, ...Object.fromEntries(stages) };
  }

  prepare(): Promise<void> {
    return this.weights.read();
  }

  /** @throws ContrasegError listing every weight that is missing, too many or of another shape */
  build(image: tf.SymbolicTensor): Record<string, tf.SymbolicTensor> {
    const kernels = this.weights.kernels(this.random);
    const maps: Record<string, tf.SymbolicTensor> = { c1: this.stem(image, kernels) };
    let x = maxPoolingAfterRelu(maps.c1!, { name: 'pool', ceilMode: VARIANTS[this.options.variant].ceilMode });
    for (const block of this.blocks) {
      x = residual(x, block, kernels);
      maps[`c${1 + Number(block.name[5])}`] = x;
    }
    this.weights.assign([x]);
    return maps;
  }

  private stem(image: tf.SymbolicTensor, kernels: KernelInitializer): tf.SymbolicTensor {
    const { stem } = VARIANTS[this.options.variant];
    if (stem === 'plain')
      return convolutionBlock(image, { name: 'stem.1', filters: 64, kernelSize: 7, stride: 2, kernels });
    return stem.reduce((x, filters, i) => {
      const stride = i === 0 ? 2 : 1;
      return convolutionBlock(x, { name: `stem.${i + 1}`, filters, kernelSize: 3, stride, kernels });
    }, image);
  }
}

export const resnet: ComponentDefinition<'backbone'> = {
  name: 'resnet',
  description: 'ResNet-18 to 101 of torchvision, timm, mmsegmentation or ContrastiveSeg, at output stride 8, 16 or 32.',
  options: ResNetOptions,
  models: VARIANT_NAMES.flatMap((variant) => DEPTHS.map((depth) => ({ depth, variant }))),
  component: ResNetBackbone,
};
