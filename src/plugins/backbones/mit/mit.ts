import type * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import type { Backbone, FeatureInfos } from '../../../core/interfaces/backbone.js';
import { Attention } from '../../../core/layers/attention.js';
import {
  add,
  type Border,
  channelsOf,
  convolution,
  depthwiseConvolution,
  normalizeChannels,
} from '../../../core/layers/blocks.js';
import { dropPath } from '../../../core/layers/dropout.js';
import { gelu } from '../../../core/layers/gelu.js';
import { type KernelInitializer, normalKernels } from '../../../core/layers/initialization.js';
import { path, type Resolved } from '../../../core/options/references.js';
import { RandomStreams } from '../../../core/random/random-streams.js';
import type { ComponentDefinition } from '../../../core/registry/definition.js';
import { inject, injectable, OPTIONS, RANDOM } from '../../../core/registry/injection.js';
import { PretrainedWeights } from '../../../core/weights/pretrained.js';
import { MIT_VARIANTS, type MitStage, type MitVariant, mitStages } from './stages.js';
import { MIT_LAYOUTS } from './weight-layouts.js';

const VARIANTS = Object.keys(MIT_VARIANTS) as [MitVariant, ...MitVariant[]];

export const MitOptions = z.strictObject({
  variant: z
    .enum(VARIANTS)
    .default('b0')
    .describe('Depth and channels, from b0 (3.3 million parameters) to b5 (81 million).'),
  dropPath: z
    .number()
    .min(0)
    .lt(1)
    .default(0.1)
    .describe('Share of the samples that skip the last block in training; earlier blocks are skipped less.'),
  weights: path()
    .optional()
    .describe(
      'Safetensors file with weights of transformers or mmseg, of the encoder or of a whole SegFormer; random weights without it.',
    ),
});

declare module '../../../core/plugin.js' {
  interface BackboneTypes {
    mit: z.input<typeof MitOptions>;
  }
}

/** Standard deviation of the first values of every linear projection. */
const LINEAR_DEVIATION = 0.02;
const FFN_EXPANSION = 4;

/**
 * Mix Transformer (Xie et al. 2021, SegFormer's encoder): self-attention whose keys and values come from a reduced map, and
 * a depthwise convolution in place of position embeddings, so that it takes images of any size from 32 pixels on.
 * Layers have the names of transformers' published weights.
 */
@injectable()
export class MitBackbone implements Backbone {
  readonly features: FeatureInfos;
  readonly layouts = MIT_LAYOUTS;
  private readonly stages: readonly MitStage[];
  private readonly weights: PretrainedWeights;

  constructor(
    @inject(OPTIONS) options: Resolved<typeof MitOptions>,
    @inject(RANDOM) private readonly random: RandomStreams = new RandomStreams(0),
  ) {
    this.weights = new PretrainedWeights(options.weights, this.layouts);
    this.stages = mitStages(options.variant, options.dropPath);
    this.features = Object.fromEntries(
      this.stages.map(({ channels, outputStride }, s) => [`c${s + 2}`, { channels, stride: outputStride }]),
    );
  }

  prepare(): Promise<void> {
    return this.weights.read();
  }

  /** @throws ContrasegError listing every weight that is missing, too many or of another shape */
  build(image: tf.SymbolicTensor): Record<string, tf.SymbolicTensor> {
    const maps: Record<string, tf.SymbolicTensor> = {};
    let x = image;
    this.stages.forEach((stage, s) => {
      const { channels, kernelSize, stride, dropRates } = stage;
      const patch = `patch_embeddings.${s}`;
      x = this.convolution(x, { name: `${patch}.proj`, filters: channels, kernelSize, stride });
      x = this.normalize(x, `${patch}.layer_norm`);
      for (const [i, rate] of dropRates.entries()) x = this.block(x, `block.${s}.${i}`, stage, rate);
      x = this.normalize(x, `layer_norm.${s}`);
      maps[`c${s + 2}`] = x;
    });
    this.weights.assign(Object.values(maps));
    return maps;
  }

  private block(x: tf.SymbolicTensor, name: string, stage: MitStage, rate: number): tf.SymbolicTensor {
    const { random } = this;
    let branch = this.attention(this.normalize(x, `${name}.layer_norm_1`), `${name}.attention`, stage);
    branch = dropPath(branch, { name: `${name}.attention.drop_path`, rate, random });
    const y = add([x, branch], `${name}.attention.add`);
    branch = this.feedForward(this.normalize(y, `${name}.layer_norm_2`), `${name}.mlp`);
    branch = dropPath(branch, { name: `${name}.mlp.drop_path`, rate, random });
    return add([y, branch], `${name}.mlp.add`);
  }

  /** Eq. 2: every `reduction` x `reduction` cells of the map become one key and one value. */
  private attention(x: tf.SymbolicTensor, name: string, { heads, reduction }: MitStage): tf.SymbolicTensor {
    const filters = channelsOf(x);
    let others = x;
    if (reduction > 1) {
      const [kernelSize, stride] = [reduction, reduction];
      others = this.convolution(x, { name: `${name}.self.sr`, filters, kernelSize, stride, border: 'none' });
      others = this.normalize(others, `${name}.self.layer_norm`);
    }
    const projected = [
      this.linear(x, `${name}.self.query`, filters),
      this.linear(others, `${name}.self.key`, filters),
      this.linear(others, `${name}.self.value`, filters),
    ];
    const context = new Attention({ name: `${name}.self`, heads }).apply(projected) as tf.SymbolicTensor;
    return this.linear(context, `${name}.output.dense`, filters);
  }

  /** Eq. 3, the Mix-FFN. */
  private feedForward(x: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
    const channels = channelsOf(x);
    const kernels = this.kernels(Math.sqrt(2 / 9)); // a channel has one input and one output
    let y = this.linear(x, `${name}.dense1`, FFN_EXPANSION * channels);
    y = depthwiseConvolution(y, { name: `${name}.dwconv.dwconv`, useBias: true, kernels });
    return this.linear(gelu(y, `${name}.gelu`), `${name}.dense2`, channels);
  }

  /** mmseg's layer norms add less to the variances than those of transformers, which nothing but the names tells. */
  private get epsilon(): number {
    return this.weights.includes('layers.0.0.projection.weight') ? 1e-6 : 1e-5;
  }

  private kernels(deviation: number): KernelInitializer {
    return this.weights.replacing(normalKernels(this.random, deviation));
  }

  /** The same projection of every pixel. */
  private linear(x: tf.SymbolicTensor, name: string, filters: number): tf.SymbolicTensor {
    return convolution(x, { name, filters, useBias: true, kernels: this.kernels(LINEAR_DEVIATION) });
  }

  private convolution(
    x: tf.SymbolicTensor,
    args: { name: string; filters: number; kernelSize: number; stride: number; border?: Border },
  ): tf.SymbolicTensor {
    const fanOut = args.kernelSize ** 2 * args.filters;
    return convolution(x, { ...args, useBias: true, kernels: this.kernels(Math.sqrt(2 / fanOut)) });
  }

  private normalize(x: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
    return normalizeChannels(x, name, this.epsilon);
  }
}

export const mit: ComponentDefinition<'backbone'> = {
  name: 'mit',
  description: "SegFormer's encoder, the Mix Transformer, from b0 to b5.",
  options: MitOptions,
  models: VARIANTS.map((variant) => ({ variant })),
  component: MitBackbone,
};
