import type * as tf from '@tensorflow/tfjs';
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
import { type KernelInitializer, normalKernels, zeroKernels } from '../../../core/layers/initialization.js';
import type { RandomStreams } from '../../../core/random/random-streams.js';
import type { NetworkParts } from '../../../core/weights/prepare-network.js';
import type { MitStage } from './stages.js';

/** Standard deviation of the first values of every linear projection. */
const LINEAR_DEVIATION = 0.02;
const FFN_EXPANSION = 4;

/** The network as layers, with the names of transformers' published weights; it offers the maps `c2` to `c5`. */
export function inLayers(
  stages: readonly MitStage[],
  epsilon: number,
  random: RandomStreams,
): Pick<NetworkParts, 'features' | 'layers'> {
  return {
    features: Object.fromEntries(
      stages.map(({ channels, outputStride }, s) => [`c${s + 2}`, { channels, stride: outputStride }]),
    ),
    layers: (image, _, { replaced }) => {
      const network = new MitNetwork(epsilon, random, replaced);
      const maps: Record<string, tf.SymbolicTensor> = {};
      let x = image;
      for (const [s, stage] of stages.entries()) {
        x = network.stage(x, s, stage);
        maps[`c${s + 2}`] = x;
      }
      return maps;
    },
  };
}

class MitNetwork {
  constructor(
    private readonly epsilon: number,
    private readonly random: RandomStreams,
    private readonly replaced: boolean,
  ) {}

  stage(image: tf.SymbolicTensor, s: number, stage: MitStage): tf.SymbolicTensor {
    const { channels: filters, kernelSize, stride, dropRates } = stage;
    const patch = `patch_embeddings.${s}`;
    let x = this.convolution(image, { name: `${patch}.proj`, filters, kernelSize, stride });
    x = this.normalize(x, `${patch}.layer_norm`);
    for (const [i, rate] of dropRates.entries()) x = this.block(x, `block.${s}.${i}`, stage, rate);
    return this.normalize(x, `layer_norm.${s}`);
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

  private kernels(deviation: number): KernelInitializer {
    return this.replaced ? zeroKernels : normalKernels(this.random, deviation);
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
