import type * as tf from '@tensorflow/tfjs';
import {
  add,
  averageOfNeighbours,
  averagePooling,
  convolution,
  convolutionBlock,
  normalize,
  relu,
} from '../../../core/layers/blocks.js';
import type { KernelInitializer } from '../../../core/layers/initialization.js';
import type { ResidualBlock } from './residual-blocks.js';

/** What a block's layers depend on. */
export type ResidualLayers = Omit<ResidualBlock, 'map' | 'outputStride'>;

/** Convolutions and a shortcut around them (He et al. 2016, fig. 5). */
export function residual(x: tf.SymbolicTensor, block: ResidualLayers, kernels: KernelInitializer): tf.SymbolicTensor {
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

function shortcut(x: tf.SymbolicTensor, block: ResidualLayers, kernels: KernelInitializer): tf.SymbolicTensor {
  if (block.shortcut === 'identity') return x;
  const name = `${block.name}.shortcut`;
  let y = x;
  if (block.shortcut === 'average') y = averagePooling(x, `${name}.pool`);
  if (block.shortcut === 'neighbours') y = averageOfNeighbours(x, `${name}.pool`);
  const stride = block.shortcut === 'convolution' ? block.stride : 1;
  y = convolution(y, { name: `${name}.conv`, filters: block.channels, stride, kernels });
  return normalize(y, `${name}.bn`);
}
