import type * as tf from '@tensorflow/tfjs';
import { AdaptiveAveragePooling } from '../../../core/layers/adaptive-average-pooling.js';
import { concatenate, convolutionBlock, resizeLike } from '../../../core/layers/blocks.js';
import type { KernelInitializer } from '../../../core/layers/initialization.js';

export interface PyramidPoolingArgs {
  readonly channels: number;
  /** Rows and columns of each level. */
  readonly bins: readonly number[];
  /** Of the convolution that fuses the levels. */
  readonly name: string;
  readonly kernels: KernelInitializer;
}

/**
 * Pyramid pooling (Zhao et al. 2017, section 3.1): means over grids of several sizes beside the map itself, fused by a 3x3
 * convolution. Layers `pool.0` … one for each grid, and `<name>`.
 */
export function pyramidPooling(x: tf.SymbolicTensor, args: PyramidPoolingArgs): tf.SymbolicTensor {
  const { channels: filters, bins, name, kernels } = args;
  const levels = bins.map((bins, i) => {
    const pooled = new AdaptiveAveragePooling({ name: `pool.${i}.mean`, bins }).apply(x) as tf.SymbolicTensor;
    return resizeLike(convolutionBlock(pooled, { name: `pool.${i}`, filters, kernels }), x, `pool.${i}.resize`);
  });
  const joined = concatenate([x, ...levels], 'pool.concatenate');
  return convolutionBlock(joined, { name, filters, kernelSize: 3, kernels });
}
