import type * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import type { Head, HeadInputs, HeadOutputs } from '../../core/interfaces/head.js';
import {
  add,
  concatenate,
  convolution,
  convolutionBlock,
  globalAveragePooling,
  normalize,
  relu,
  resizeLike,
  separableBlock,
} from '../../core/layers/blocks.js';
import { type KernelInitializer, uniformFanIn } from '../../core/layers/initialization.js';
import type { Resolved } from '../../core/options/references.js';
import type { RandomStreams } from '../../core/random/random-streams.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { RANDOM } from '../../core/registry/tokens.js';
import { chooseFeature } from './choose-feature.js';

const DeepLabV3PlusOptions = z.strictObject({
  channels: z
    .int()
    .positive()
    .default(128)
    .describe('Channels of each ASPP branch, of their fusion and of the decoder.'),
  rates: z
    .array(z.int().min(2))
    .default([6, 12])
    .describe('Dilation rates of the 3x3 ASPP branches, beside the 1x1 branch and image pooling.'),
  feature: z.string().optional().describe("The backbone's map that ASPP reads; the deepest one by default."),
  skip: z
    .string()
    .optional()
    .describe("The backbone's map that the decoder joins; by default the shallowest of stride 4 or more."),
  skipChannels: z.int().positive().default(32).describe('Channels that the skip map is reduced to.'),
});

declare module '../../core/plugin.js' {
  interface HeadTypes {
    'deeplab-v3-plus': z.input<typeof DeepLabV3PlusOptions>;
  }
}

class DeepLabV3PlusHead implements Head {
  constructor(
    private readonly options: Resolved<typeof DeepLabV3PlusOptions>,
    private readonly random: RandomStreams,
  ) {}

  build({ features, classCount }: HeadInputs): HeadOutputs {
    const { channels, rates, skipChannels } = this.options;
    const kernels = uniformFanIn(this.random);
    const deep = chooseFeature(features, this.options.feature, 'deepest');
    const skip = chooseFeature(features, this.options.skip, 4);

    const context = pyramid(deep.tensor, channels, rates, kernels);
    const reduced = convolutionBlock(skip.tensor, { name: 'decoder.skip', filters: skipChannels, kernels });
    const upsampled = resizeLike(context, skip.tensor, 'decoder.resize');
    const joined = concatenate([upsampled, reduced], 'decoder.concatenate');
    const decoder = separableBlock(joined, { name: 'decoder.fuse', filters: channels, kernels });
    const classifier = { name: 'classifier', filters: classCount, useBias: true, kernels };
    return {
      logits: convolution(decoder, classifier),
      features: {
        aspp: { tensor: context, channels, stride: deep.stride },
        decoder: { tensor: decoder, channels, stride: skip.stride },
      },
    };
  }
}

/** Fuses branches with growing receptive fields, the last of which is the whole image. */
function pyramid(x: tf.SymbolicTensor, filters: number, rates: readonly number[], kernels: KernelInitializer) {
  const branches = [
    convolutionBlock(x, { name: 'aspp.pointwise', filters, kernels }),
    ...rates.map((dilation) => separableBlock(x, { name: `aspp.rate${dilation}`, filters, dilation, kernels })),
  ];
  const pooled = convolutionBlock(globalAveragePooling(x, 'aspp.pool'), { name: 'aspp.pooled', filters, kernels });
  // A 1x1 convolution of [branches, pooled] is the sum of one of each; so the pooled branch need not be spread over the map.
  const fused = convolution(concatenate(branches, 'aspp.concatenate'), { name: 'aspp.fuse.conv', filters, kernels });
  const fusedPooled = convolution(pooled, { name: 'aspp.fuse.pooled', filters, kernels });
  return relu(normalize(add([fused, fusedPooled], 'aspp.fuse.add'), 'aspp.fuse.bn'), 'aspp.fuse.relu');
}

/** Atrous spatial pyramid pooling and a decoder with one skip connection (Chen et al. 2018), depthwise separable. */
export const DeepLabV3Plus = defineComponent('head', {
  name: 'deeplab-v3-plus',
  description: 'ASPP and a decoder with a skip connection at stride 4, depthwise separable.',
  options: DeepLabV3PlusOptions,
  inject: [RANDOM],
  component: DeepLabV3PlusHead,
});
