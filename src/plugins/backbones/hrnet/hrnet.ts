import type * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import type { Backbone, FeatureInfos } from '../../../core/interfaces/backbone.js';
import { channelsOf, convolutionBlock } from '../../../core/layers/blocks.js';
import type { KernelInitializer } from '../../../core/layers/initialization.js';
import { path, type Resolved } from '../../../core/options/references.js';
import { RandomStreams } from '../../../core/random/random-streams.js';
import type { ComponentDefinition } from '../../../core/registry/definition.js';
import { inject, injectable, OPTIONS, RANDOM } from '../../../core/registry/injection.js';
import { PretrainedWeights } from '../../../core/weights/pretrained.js';
import { residual } from '../resnet/residual.js';
import { fuse, UPSAMPLINGS } from './fusion.js';
import { branchBlocks, firstBlocks, type HrnetStage, hrnetStages, STEM_CHANNELS } from './stages.js';
import { LAYOUT } from './weight-layout.js';

const WIDTHS = [18, 32, 48] as const;

export const HrnetOptions = z.strictObject({
  width: z
    .literal(WIDTHS)
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

declare module '../../../core/plugin.js' {
  interface BackboneTypes {
    hrnet: z.input<typeof HrnetOptions>;
  }
}

/**
 * HRNetV2 (Wang et al. 2020): branches at strides 4 to 32 side by side, fused again and again, offered as c2 to c5.
 */
@injectable()
export class HrnetBackbone implements Backbone {
  readonly features: FeatureInfos;
  readonly layouts = [LAYOUT];
  private readonly stages: readonly HrnetStage[];
  private readonly weights: PretrainedWeights;

  constructor(
    @inject(OPTIONS) private readonly options: Resolved<typeof HrnetOptions>,
    @inject(RANDOM) private readonly random: RandomStreams = new RandomStreams(0),
  ) {
    this.weights = new PretrainedWeights(options.weights, this.layouts);
    this.stages = hrnetStages(options.width);
    this.features = Object.fromEntries(
      this.stages.at(-1)!.channels.map((channels, branch) => [`c${branch + 2}`, { channels, stride: 4 * 2 ** branch }]),
    );
  }

  prepare(): Promise<void> {
    return this.weights.read();
  }

  /** @throws ContrasegError listing every weight that is missing, too many or of another shape */
  build(image: tf.SymbolicTensor): Record<string, tf.SymbolicTensor> {
    const { kernels } = this;
    let x = image;
    for (const name of ['stem.1', 'stem.2']) {
      x = convolutionBlock(x, { name, filters: STEM_CHANNELS, kernelSize: 3, stride: 2, kernels });
    }
    let branches = [firstBlocks().reduce((y, block) => residual(y, block, kernels), x)];
    this.stages.forEach((stage, s) => {
      branches = this.transition(branches, `transition${s + 1}`, stage.channels);
      for (let m = 0; m < stage.modules; m++) branches = this.module(branches, `${stage.name}.${m}`);
    });
    this.weights.assign(branches);
    return Object.fromEntries(branches.map((branch, i) => [`c${i + 2}`, branch]));
  }

  private get kernels(): KernelInitializer {
    return this.weights.kernels(this.random);
  }

  /** Adds a branch that halves the last one; the first transition also changes the only branch's channels. */
  private transition(branches: tf.SymbolicTensor[], name: string, channels: readonly number[]): tf.SymbolicTensor[] {
    const last = branches.at(-1)!;
    const added = channels.length - 1;
    const block = (inner: string, filters: number, stride: number) =>
      convolutionBlock(last, { name: `${name}.${inner}`, filters, kernelSize: 3, stride, kernels: this.kernels });
    const kept = branches.length === 1 ? [block('0', channels[0]!, 1)] : branches;
    return [...kept, block(`${added}.0`, channels[added]!, 2)];
  }

  private module(branches: readonly tf.SymbolicTensor[], name: string): tf.SymbolicTensor[] {
    const { kernels, options } = this;
    const refined = branches.map((branch, b) =>
      branchBlocks(`${name}.branches.${b}`, channelsOf(branch), 4 * 2 ** b).reduce(
        (x, block) => residual(x, block, kernels),
        branch,
      ),
    );
    return fuse(refined, `${name}.fuse_layers`, options.upsampling, kernels);
  }
}

export const hrnet: ComponentDefinition<'backbone'> = {
  name: 'hrnet',
  description: 'HRNetV2 with 18, 32 or 48 channels: four resolutions side by side.',
  options: HrnetOptions,
  models: WIDTHS.map((width) => ({ width })),
  component: HrnetBackbone,
};
