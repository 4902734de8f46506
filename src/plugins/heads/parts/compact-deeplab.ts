import type * as tf from '@tensorflow/tfjs';
import {
  add,
  concatenate,
  convolution,
  convolutionBlock,
  globalAveragePooling,
  normalize,
  relu,
  separableBlock,
} from '../../../core/layers/blocks.js';
import type { KernelInitializer } from '../../../core/layers/initialization.js';

/** Fuses branches with growing receptive fields, the last of which is the whole image. */
export function compactPyramid(
  x: tf.SymbolicTensor,
  filters: number,
  rates: readonly number[],
  kernels: KernelInitializer,
): tf.SymbolicTensor {
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
