import type * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import type { Backbone, PreparedBackbone } from '../../core/interfaces/backbone.js';
import { add, convolution, convolutionBlock, depthwiseConvolution, normalize, relu } from '../../core/layers/blocks.js';
import { heNormal, type KernelInitializer, zeroKernels } from '../../core/layers/initialization.js';
import { path, type Resolved } from '../../core/options/references.js';
import type { RandomStreams } from '../../core/random/random-streams.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { RANDOM } from '../../core/registry/tokens.js';
import { readSafetensors, type SafeTensors } from '../../core/weights/safetensors.js';
import { assignTorchWeights } from '../../core/weights/torch-weights.js';
import { type InvertedResidual, invertedResiduals, stemChannels } from './mobilenet-v2-blocks.js';

const MobileNetV2Options = z.strictObject({
  outputStride: z
    .literal([8, 16, 32])
    .default(16)
    .describe('Input pixels per cell of the deepest map; below 32, strides are replaced by dilation.'),
  widthMultiplier: z.number().positive().max(4).default(1).describe('Scales the channels of every layer.'),
  weights: path()
    .optional()
    .describe('Safetensors file with pretrained weights in PyTorch layout; random weights (He) without it.'),
});

declare module '../../core/plugin.js' {
  interface BackboneTypes {
    'mobilenet-v2': z.input<typeof MobileNetV2Options>;
  }
}

/** The blocks whose outputs are offered: the last ones before each halving. */
const FEATURES = { c1: 0, c2: 2, c3: 9, c4: 12, c5: 16 } as const;

class MobileNetV2Backbone implements Backbone {
  constructor(
    private readonly options: Resolved<typeof MobileNetV2Options>,
    private readonly random: RandomStreams,
  ) {}

  async prepare({ pretrained }: { readonly pretrained: boolean }): Promise<PreparedBackbone> {
    const file = pretrained ? this.options.weights : undefined;
    const weights = file === undefined ? undefined : { file, tensors: await readSafetensors(file) };
    const blocks = invertedResiduals(this.options.widthMultiplier, this.options.outputStride);
    const features = Object.entries(FEATURES).map(([name, index]) => {
      const { channels, outputStride } = blocks[index]!;
      return [name, { channels, stride: outputStride }] as const;
    });
    return { features: Object.fromEntries(features), build: (image) => this.build(image, blocks, weights) };
  }

  /** @throws ContrasegError listing every weight that is missing or of another shape */
  private build(
    image: tf.SymbolicTensor,
    blocks: readonly InvertedResidual[],
    weights: { readonly file: string; readonly tensors: SafeTensors } | undefined,
  ): Record<string, tf.SymbolicTensor> {
    const kernels = weights ? zeroKernels : heNormal(this.random);
    const filters = stemChannels(this.options.widthMultiplier);
    const outputs: tf.SymbolicTensor[] = [];
    let x = convolutionBlock(image, { name: 'stem', filters, kernelSize: 3, stride: 2, kernels });
    for (const block of blocks) {
      x = invertedResidual(x, block, kernels);
      outputs.push(x);
    }
    if (weights) assignTorchWeights(x, weights.tensors, weights.file);
    return Object.fromEntries(Object.entries(FEATURES).map(([name, index]) => [name, outputs[index]!]));
  }
}

function invertedResidual(
  x: tf.SymbolicTensor,
  block: InvertedResidual,
  kernels: KernelInitializer,
): tf.SymbolicTensor {
  const { name, inputChannels, expandedChannels, channels, stride, dilation } = block;
  let y = convolutionBlock(x, { name: `${name}.expand`, filters: expandedChannels, kernels });
  y = depthwiseConvolution(y, { name: `${name}.depthwise.conv`, stride, dilation, kernels });
  y = relu(normalize(y, `${name}.depthwise.bn`), `${name}.depthwise.relu`);
  y = convolution(y, { name: `${name}.project.conv`, filters: channels, kernels });
  y = normalize(y, `${name}.project.bn`);
  return stride === 1 && inputChannels === channels ? add([x, y], `${name}.add`) : y;
}

/** MobileNetV2 (Sandler et al. 2018) with ReLU and, in block 0 too, an expansion, as the published weights have it. */
export const MobileNetV2 = defineComponent('backbone', {
  name: 'mobilenet-v2',
  description: 'MobileNetV2 at output stride 8, 16 or 32, from ImageNet weights or from scratch.',
  options: MobileNetV2Options,
  inject: [RANDOM],
  component: MobileNetV2Backbone,
});
