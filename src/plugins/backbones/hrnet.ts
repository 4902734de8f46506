import type * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { path, type Resolved } from '../../core/config/references.js';
import type { Backbone, FeatureInfos } from '../../core/interfaces/backbone.js';
import { convolution, normalize, relu } from '../../core/layers/blocks.js';
import { heNormal, type KernelInitializer, zeroKernels } from '../../core/layers/initialization.js';
import { RandomStreams } from '../../core/random/random-streams.js';
import type { ComponentDefinition } from '../../core/registry/definition.js';
import { inject, injectable, OPTIONS, RANDOM } from '../../core/registry/injection.js';
import { assignTorchWeights } from '../../core/weights/assign.js';
import type { WeightLayout } from '../../core/weights/layout.js';
import { readSafetensors, type SafeTensors } from '../../core/weights/safetensors.js';
import { fuse, UPSAMPLINGS } from './hrnet-fusion.js';
import { BLOCKS, type HrnetStage, hrnetStages } from './hrnet-stages.js';
import { basicBlock, bottleneck } from './residual-blocks.js';

export const HrnetOptions = z.strictObject({
  width: z
    .literal([18, 32, 48])
    .default(48)
    .describe('Channels of the branch with the highest resolution; each further branch doubles them.'),
  upsampling: z
    .enum(UPSAMPLINGS)
    .default('bilinear')
    .describe(
      'How branches of lower resolution are enlarged when they are fused. The same weights are trained with nearest in ' +
        'timm (ImageNet), bilinear in mmseg, bilinear-aligned (corners) in HRNet-Semantic-Segmentation and ContrastiveSeg.',
    ),
  weights: path()
    .optional()
    .describe(
      'Safetensors file with weights of timm, mmseg or ContrastiveSeg, of the backbone or of a whole segmenter; random weights (He) without it.',
    ),
});

declare module '../../core/plugin.js' {
  interface BackboneTypes {
    hrnet: z.input<typeof HrnetOptions>;
  }
}

/** What the packages' names differ in belongs to the ImageNet classifier. */
const LAYOUTS: readonly WeightLayout[] = [
  {
    source: 'timm, mmseg and ContrastiveSeg',
    tensorName: (ours) => ours,
    extras: /^(incre_modules|downsamp_modules|final_layer|classifier)\./,
  },
];

const STEM_CHANNELS = 64;

/**
 * HRNetV2 (Wang et al. 2020): branches at strides 4 to 32 side by side, fused again and again, offered as c2 to c5.
 * Layers have the names that timm, mmseg and ContrastiveSeg share.
 */
@injectable()
export class HrnetBackbone implements Backbone {
  readonly features: FeatureInfos;
  private readonly stages: readonly HrnetStage[];
  private weights: SafeTensors | undefined;

  constructor(
    @inject(OPTIONS) private readonly options: Resolved<typeof HrnetOptions>,
    @inject(RANDOM) private readonly random: RandomStreams = new RandomStreams(0),
  ) {
    this.stages = hrnetStages(options.width);
    this.features = Object.fromEntries(
      this.stages.at(-1)!.channels.map((channels, branch) => [`c${branch + 2}`, { channels, stride: 4 * 2 ** branch }]),
    );
  }

  async prepare(): Promise<void> {
    if (this.options.weights !== undefined) this.weights = await readSafetensors(this.options.weights);
  }

  /** @throws ContrasegError listing every weight that is missing or of another shape */
  build(image: tf.SymbolicTensor): Record<string, tf.SymbolicTensor> {
    let x = this.block(image, ['conv1', 'bn1', 'relu1'], STEM_CHANNELS, 2);
    x = this.block(x, ['conv2', 'bn2', 'relu2'], STEM_CHANNELS, 2);
    for (let i = 0; i < BLOCKS; i++) x = bottleneck(x, `layer1.${i}`, STEM_CHANNELS, this.kernels);
    let branches = [x];
    this.stages.forEach((stage, s) => {
      branches = this.transition(branches, `transition${s + 1}`, stage.channels);
      for (let m = 0; m < stage.modules; m++) branches = this.module(branches, `${stage.name}.${m}`);
    });
    if (this.weights) {
      assignTorchWeights(branches, { weights: this.weights, file: this.options.weights!, layouts: LAYOUTS });
    }
    return Object.fromEntries(branches.map((branch, i) => [`c${i + 2}`, branch]));
  }

  private get kernels(): KernelInitializer {
    return this.weights ? zeroKernels : heNormal(this.random);
  }

  /** Adds a branch that halves the last one; the first transition also changes the only branch's channels. */
  private transition(branches: tf.SymbolicTensor[], name: string, channels: readonly number[]): tf.SymbolicTensor[] {
    const last = branches.at(-1)!;
    const added = channels.length - 1;
    const names = (layer: string) => [`${layer}.0`, `${layer}.1`, `${layer}.2`] as const;
    const kept = branches.length === 1 ? [this.block(last, names(`${name}.0`), channels[0]!, 1)] : branches;
    return [...kept, this.block(last, names(`${name}.${added}.0`), channels[added]!, 2)];
  }

  private module(branches: readonly tf.SymbolicTensor[], name: string): tf.SymbolicTensor[] {
    const { kernels, options } = this;
    const refined = branches.map((branch, b) => {
      let x = branch;
      for (let k = 0; k < BLOCKS; k++) x = basicBlock(x, `${name}.branches.${b}.${k}`, kernels);
      return x;
    });
    return fuse(refined, `${name}.fuse_layers`, options.upsampling, kernels);
  }

  /** A 3x3 convolution, batch norm and ReLU, by their names. */
  private block(
    x: tf.SymbolicTensor,
    [name, norm, activation]: readonly [string, string, string],
    filters: number,
    stride: number,
  ): tf.SymbolicTensor {
    const y = convolution(x, { name, filters, kernelSize: 3, stride, kernels: this.kernels });
    return relu(normalize(y, norm), activation);
  }
}

export const hrnet: ComponentDefinition<'backbone'> = {
  name: 'hrnet',
  description: 'HRNetV2 with 18, 32 or 48 channels: four resolutions side by side.',
  options: HrnetOptions,
  component: HrnetBackbone,
};
