import type * as tf from '@tensorflow/tfjs';
import {
  concatenate,
  convolutionBlock,
  depthwiseConvolution,
  globalAveragePooling,
  normalize,
  relu,
  resizeLike,
} from '../../../core/layers/blocks.js';
import type { KernelInitializer } from '../../../core/layers/initialization.js';

export interface AtrousPyramidArgs {
  readonly channels: number;
  readonly rates: readonly number[];
  /** Whether the image's mean comes before the other branches when they are joined. */
  readonly pooledFirst: boolean;
  /** Height and width of the convolution that fuses the branches. */
  readonly fuseKernelSize: 1 | 3;
  /** Depthwise separable branches. */
  readonly separable?: boolean;
  readonly kernels: KernelInitializer;
}

/**
 * Atrous spatial pyramid pooling (Chen et al. 2017, section 3.3): branches with growing receptive fields, the last of which
 * is the whole image. Layers `aspp.0` (1x1), `aspp.1` … one for each rate, `aspp.pool`, `aspp.fuse`.
 */
export function atrousPyramid(x: tf.SymbolicTensor, args: AtrousPyramidArgs): tf.SymbolicTensor {
  const { channels: filters, rates, pooledFirst, fuseKernelSize, separable, kernels } = args;
  const branches = [
    convolutionBlock(x, { name: 'aspp.0', filters, kernels }),
    ...rates.map((dilation, i) => {
      const name = `aspp.${i + 1}`;
      return separable
        ? normalizedSeparableBlock(x, { name, filters, dilation, kernels })
        : convolutionBlock(x, { name, filters, kernelSize: 3, dilation, kernels });
    }),
  ];
  const mean = convolutionBlock(globalAveragePooling(x, 'aspp.pool.mean'), { name: 'aspp.pool', filters, kernels });
  const pooled = resizeLike(mean, x, 'aspp.pool.resize');
  const joined = concatenate(pooledFirst ? [pooled, ...branches] : [...branches, pooled], 'aspp.concatenate');
  return convolutionBlock(joined, { name: 'aspp.fuse', filters, kernelSize: fuseKernelSize, kernels });
}

/** A depthwise 3x3 and a pointwise convolution, both with batch norm and ReLU, as mmsegmentation has them. */
export function normalizedSeparableBlock(
  x: tf.SymbolicTensor,
  args: {
    readonly name: string;
    readonly filters: number;
    readonly dilation?: number;
    readonly kernels: KernelInitializer;
  },
): tf.SymbolicTensor {
  const { name, filters, dilation, kernels } = args;
  const depthwise = depthwiseConvolution(x, { name: `${name}.depthwise.conv`, dilation, kernels });
  const y = relu(normalize(depthwise, `${name}.depthwise.bn`), `${name}.depthwise.relu`);
  return convolutionBlock(y, { name: `${name}.pointwise`, filters, kernels });
}

/** The rates of DeepLabV3: 12, 24 and 36 at stride 8, half of them at stride 16. */
export function standardRates(stride: number): number[] {
  return [1, 2, 3].map((factor) => Math.max(1, (factor * 96) / stride));
}
