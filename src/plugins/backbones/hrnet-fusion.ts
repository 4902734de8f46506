import * as tf from '@tensorflow/tfjs';
import { add, channelsOf, convolution, normalize, relu, resizeLike } from '../../core/layers/blocks.js';
import type { KernelInitializer } from '../../core/layers/initialization.js';
import { UpsampleBilinear } from '../../core/layers/resize-bilinear.js';

export const UPSAMPLINGS = ['nearest', 'bilinear', 'bilinear-aligned'] as const;

/** How deeper branches come to the size of shallower ones. */
export type Upsampling = (typeof UPSAMPLINGS)[number];

/** Wang et al. 2020, fig. 3: every branch becomes the sum of all branches, each brought to its size and channels. */
export function fuse(
  branches: readonly tf.SymbolicTensor[],
  name: string,
  upsampling: Upsampling,
  kernels: KernelInitializer,
): tf.SymbolicTensor[] {
  return branches.map((target, i) => {
    const parts = branches.map((source, j) => {
      const part = `${name}.${i}.${j}`;
      if (j < i) return downsample(source, part, i - j, channelsOf(target), kernels);
      return j === i ? source : upsample(source, part, 2 ** (j - i), target, upsampling, kernels);
    });
    return relu(add(parts, `${name}.${i}.add`), `${name}.${i}.relu`);
  });
}

/** Strided 3x3 convolutions; only the last changes channels, and has no ReLU. */
function downsample(
  x: tf.SymbolicTensor,
  name: string,
  steps: number,
  channels: number,
  kernels: KernelInitializer,
): tf.SymbolicTensor {
  let y = x;
  for (let k = 0; k < steps; k++) {
    const last = k === steps - 1;
    const filters = last ? channels : channelsOf(x);
    y = convolution(y, { name: `${name}.${k}.0`, filters, kernelSize: 3, stride: 2, kernels });
    y = normalize(y, `${name}.${k}.1`);
    if (!last) y = relu(y, `${name}.${k}.2`);
  }
  return y;
}

function upsample(
  x: tf.SymbolicTensor,
  name: string,
  factor: number,
  target: tf.SymbolicTensor,
  upsampling: Upsampling,
  kernels: KernelInitializer,
): tf.SymbolicTensor {
  const y = normalize(convolution(x, { name: `${name}.0`, filters: channelsOf(target), kernels }), `${name}.1`);
  const up = `${name}.2`;
  if (upsampling === 'bilinear-aligned') return resizeLike(y, target, up, true);
  if (upsampling === 'bilinear') {
    // In two steps, which differ from one where the image's sides are no multiples of 32.
    const larger = new UpsampleBilinear({ name: up, factor }).apply(y) as tf.SymbolicTensor;
    return resizeLike(larger, target, `${up}.fit`);
  }
  const nearest = tf.layers.upSampling2d({ name: up, size: [factor, factor], interpolation: 'nearest' });
  return nearest.apply(y) as tf.SymbolicTensor;
}
