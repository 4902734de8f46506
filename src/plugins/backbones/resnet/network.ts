import type * as tf from '@tensorflow/tfjs';
import type { FeatureInfo } from '../../../core/interfaces/backbone.js';
import {
  add,
  averageOfNeighbours,
  averagePooling,
  convolution,
  convolutionBlock,
  maxPoolingAfterRelu,
  normalize,
  relu,
} from '../../../core/layers/blocks.js';
import type { KernelInitializer } from '../../../core/layers/initialization.js';
import type { NetworkParts } from '../../../core/weights/prepare-network.js';
import type { ResidualBlock } from './residual-blocks.js';
import { VARIANTS, type VariantName } from './variants.js';

/** The network as layers. It offers the map of the stem, `c1`, and those of the four stages, `c2` to `c5`. */
export function inLayers(
  variant: VariantName,
  blocks: readonly ResidualBlock[],
): Pick<NetworkParts, 'features' | 'layers'> {
  const { stem: channels, ceilMode } = VARIANTS[variant];
  const features: Record<string, FeatureInfo> = {
    c1: { channels: channels === 'plain' ? 64 : channels[2], stride: 2 },
  };
  for (const { map, channels, outputStride } of blocks) features[map] = { channels, stride: outputStride };
  return {
    features,
    layers: (image, kernels) => {
      const c1 = stem(image, channels, kernels);
      const maps: Record<string, tf.SymbolicTensor> = { c1 };
      let x = maxPoolingAfterRelu(c1, { name: 'pool', ceilMode });
      for (const block of blocks) {
        x = residual(x, block, kernels);
        maps[block.map] = x;
      }
      return maps;
    },
  };
}

function stem(
  image: tf.SymbolicTensor,
  channels: 'plain' | readonly number[],
  kernels: KernelInitializer,
): tf.SymbolicTensor {
  if (channels === 'plain') {
    return convolutionBlock(image, { name: 'stem.1', filters: 64, kernelSize: 7, stride: 2, kernels });
  }
  return channels.reduce((x, filters, i) => {
    const stride = i === 0 ? 2 : 1;
    return convolutionBlock(x, { name: `stem.${i + 1}`, filters, kernelSize: 3, stride, kernels });
  }, image);
}

function residual(x: tf.SymbolicTensor, block: ResidualBlock, kernels: KernelInitializer): tf.SymbolicTensor {
  const { name, kind, width, channels, stride, dilation, secondDilation } = block;
  const first = { filters: width, kernelSize: 3, stride, dilation, kernels };
  let y: tf.SymbolicTensor;
  let last: string;
  if (kind === 'basic') {
    last = `${name}.2`;
    y = convolutionBlock(x, { ...first, name: `${name}.1` });
    y = convolution(y, { name: `${last}.conv`, filters: width, kernelSize: 3, dilation: secondDilation, kernels });
  } else {
    last = `${name}.3`;
    y = convolutionBlock(x, { name: `${name}.1`, filters: width, kernels });
    y = convolutionBlock(y, { ...first, name: `${name}.2` });
    y = convolution(y, { name: `${last}.conv`, filters: channels, kernels });
  }
  y = normalize(y, `${last}.bn`);
  return relu(add([y, shortcut(x, block, kernels)], `${name}.add`), `${name}.relu`);
}

function shortcut(x: tf.SymbolicTensor, block: ResidualBlock, kernels: KernelInitializer): tf.SymbolicTensor {
  if (block.shortcut === 'identity') return x;
  const name = `${block.name}.shortcut`;
  let y = x;
  if (block.shortcut === 'average') y = averagePooling(x, `${name}.pool`);
  if (block.shortcut === 'neighbours') y = averageOfNeighbours(x, `${name}.pool`);
  const stride = block.shortcut === 'convolution' ? block.stride : 1;
  y = convolution(y, { name: `${name}.conv`, filters: block.channels, stride, kernels });
  return normalize(y, `${name}.bn`);
}
