import type * as tf from '@tensorflow/tfjs';
import type { FeatureInfo } from '../../../core/interfaces/backbone.js';
import { convolutionBlock, maxPoolingAfterRelu } from '../../../core/layers/blocks.js';
import type { KernelInitializer } from '../../../core/layers/initialization.js';
import type { NetworkParts } from '../../../core/weights/prepare-network.js';
import { residual } from './residual.js';
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
