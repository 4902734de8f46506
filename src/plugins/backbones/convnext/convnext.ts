import type * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import type { Backbone, FeatureInfos } from '../../../core/interfaces/backbone.js';
import { add, channelsOf, convolution, depthwiseConvolution, normalizeChannels } from '../../../core/layers/blocks.js';
import { dropPath } from '../../../core/layers/dropout.js';
import { gelu } from '../../../core/layers/gelu.js';
import { type KernelInitializer, normalKernels } from '../../../core/layers/initialization.js';
import { LayerScale } from '../../../core/layers/layer-scale.js';
import { path, type Resolved } from '../../../core/options/references.js';
import { RandomStreams } from '../../../core/random/random-streams.js';
import type { ComponentDefinition } from '../../../core/registry/definition.js';
import { inject, injectable, OPTIONS, RANDOM } from '../../../core/registry/injection.js';
import { PretrainedWeights } from '../../../core/weights/pretrained.js';
import { dropRates } from '../drop-rates.js';
import { CONVNEXT_LAYOUTS } from './weight-layouts.js';

/** Liu et al. 2022, sec. 3: blocks and channels of each stage. */
const STAGES = {
  tiny: { depths: [3, 3, 9, 3], channels: [96, 192, 384, 768] },
  small: { depths: [3, 3, 27, 3], channels: [96, 192, 384, 768] },
  base: { depths: [3, 3, 27, 3], channels: [128, 256, 512, 1024] },
} as const;

type Variant = keyof typeof STAGES;

const VARIANTS = Object.keys(STAGES) as [Variant, ...Variant[]];

export const ConvNextOptions = z.strictObject({
  variant: z.enum(VARIANTS).default('tiny').describe('Depth and channels: 28, 49 and 88 million parameters.'),
  dropPath: z
    .number()
    .min(0)
    .lt(1)
    .default(0.1)
    .describe('Share of the samples that skip the last block in training; earlier blocks are skipped less.'),
  weights: path()
    .optional()
    .describe('Safetensors file with weights of timm or torchvision; random weights without it.'),
});

declare module '../../../core/plugin.js' {
  interface BackboneTypes {
    convnext: z.input<typeof ConvNextOptions>;
  }
}

const EPSILON = 1e-6;
/** What a new block's output is multiplied by, so that the network starts as its shortcuts. */
const FIRST_SCALE = 1e-6;

/** ConvNeXt (Liu et al. 2022). Layers have the names of timm's weights. */
@injectable()
export class ConvNextBackbone implements Backbone {
  readonly features: FeatureInfos;
  readonly layouts = CONVNEXT_LAYOUTS;
  private readonly weights: PretrainedWeights;

  constructor(
    @inject(OPTIONS) private readonly options: Resolved<typeof ConvNextOptions>,
    @inject(RANDOM) private readonly random: RandomStreams = new RandomStreams(0),
  ) {
    this.weights = new PretrainedWeights(options.weights, this.layouts);
    const { channels } = STAGES[options.variant];
    this.features = Object.fromEntries(
      channels.map((count, s) => [`c${s + 2}`, { channels: count, stride: 4 * 2 ** s }]),
    );
  }

  prepare(): Promise<void> {
    return this.weights.read();
  }

  /** @throws ContrasegError listing every weight that is missing, too many or of another shape */
  build(image: tf.SymbolicTensor): Record<string, tf.SymbolicTensor> {
    const { depths, channels } = STAGES[this.options.variant];
    const rates = dropRates(depths, this.options.dropPath);
    const maps: Record<string, tf.SymbolicTensor> = {};
    let x = normalizeChannels(this.patches(image, 'stem.0', channels[0], 4), 'stem.1', EPSILON);
    channels.forEach((filters, s) => {
      const stage = `stages.${s}`;
      if (s > 0) {
        const normed = normalizeChannels(x, `${stage}.downsample.0`, EPSILON);
        x = this.patches(normed, `${stage}.downsample.1`, filters, 2);
      }
      for (const [i, rate] of rates[s]!.entries()) x = this.block(x, `${stage}.blocks.${i}`, rate);
      maps[`c${s + 2}`] = x;
    });
    this.weights.assign([x]);
    return maps;
  }

  private get kernels(): KernelInitializer {
    return this.weights.replacing(normalKernels(this.random, 0.02));
  }

  /** Every `size` x `size` pixels become one. */
  private patches(x: tf.SymbolicTensor, name: string, filters: number, size: number): tf.SymbolicTensor {
    const { kernels } = this;
    return convolution(x, { name, filters, kernelSize: size, stride: size, border: 'none', useBias: true, kernels });
  }

  private block(x: tf.SymbolicTensor, name: string, rate: number): tf.SymbolicTensor {
    const { kernels, random } = this;
    const channels = channelsOf(x);
    let y = depthwiseConvolution(x, { name: `${name}.conv_dw`, kernelSize: 7, useBias: true, kernels });
    y = normalizeChannels(y, `${name}.norm`, EPSILON);
    y = convolution(y, { name: `${name}.mlp.fc1`, filters: 4 * channels, useBias: true, kernels });
    y = gelu(y, `${name}.mlp.act`);
    y = convolution(y, { name: `${name}.mlp.fc2`, filters: channels, useBias: true, kernels });
    y = new LayerScale({ name, start: FIRST_SCALE }).apply(y) as tf.SymbolicTensor;
    y = dropPath(y, { name: `${name}.drop_path`, rate, random });
    return add([x, y], `${name}.add`);
  }
}

export const convnext: ComponentDefinition<'backbone'> = {
  name: 'convnext',
  description: 'ConvNeXt: a convolutional network in the proportions of a transformer.',
  options: ConvNextOptions,
  models: VARIANTS.map((variant) => ({ variant })),
  component: ConvNextBackbone,
};
