import type * as tf from '@tensorflow/tfjs';
import { add, channelsOf, convolution, depthwiseConvolution, normalizeChannels } from '../../../core/layers/blocks.js';
import { dropPath } from '../../../core/layers/dropout.js';
import { gelu } from '../../../core/layers/gelu.js';
import { type KernelInitializer, normalKernels, zeroKernels } from '../../../core/layers/initialization.js';
import { LayerScale } from '../../../core/layers/layer-scale.js';
import type { RandomStreams } from '../../../core/random/random-streams.js';
import type { NetworkParts } from '../../../core/weights/prepare-network.js';
import type { ConvNextStage } from './stages.js';

const EPSILON = 1e-6;
/** Standard deviation of the first values of every kernel. */
const DEVIATION = 0.02;
/** What a new block's output is multiplied by, so that the network starts as its shortcuts. */
const FIRST_SCALE = 1e-6;

/** The network as layers, with the names of timm's weights; it offers the maps `c2` to `c5`. */
export function inLayers(
  stages: readonly ConvNextStage[],
  random: RandomStreams,
): Pick<NetworkParts, 'features' | 'layers'> {
  return {
    features: Object.fromEntries(
      stages.map(({ channels, outputStride }, s) => [`c${s + 2}`, { channels, stride: outputStride }]),
    ),
    layers: (image, _, { replaced }) => {
      const kernels = replaced ? zeroKernels : normalKernels(random, DEVIATION);
      const maps: Record<string, tf.SymbolicTensor> = {};
      let x = image;
      for (const [s, { channels, stride, dropRates }] of stages.entries()) {
        const name = `stages.${s}`;
        if (s === 0) {
          x = normalizeChannels(patches(x, 'stem.0', channels, stride, kernels), 'stem.1', EPSILON);
        } else {
          const normed = normalizeChannels(x, `${name}.downsample.0`, EPSILON);
          x = patches(normed, `${name}.downsample.1`, channels, stride, kernels);
        }
        for (const [i, rate] of dropRates.entries()) x = block(x, `${name}.blocks.${i}`, rate, kernels, random);
        maps[`c${s + 2}`] = x;
      }
      return maps;
    },
  };
}

/** Every `size` x `size` pixels become one. */
function patches(
  x: tf.SymbolicTensor,
  name: string,
  filters: number,
  size: number,
  kernels: KernelInitializer,
): tf.SymbolicTensor {
  return convolution(x, { name, filters, kernelSize: size, stride: size, border: 'none', useBias: true, kernels });
}

function block(
  x: tf.SymbolicTensor,
  name: string,
  rate: number,
  kernels: KernelInitializer,
  random: RandomStreams,
): tf.SymbolicTensor {
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
