import * as tf from '@tensorflow/tfjs';
import { add, channelsOf, convolution, normalize, relu, resizeLike } from '../../../core/layers/blocks.js';
import type { KernelInitializer } from '../../../core/layers/initialization.js';
import { UpsampleBilinear } from '../../../core/layers/resize-bilinear.js';

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
      if (j < i) return halve(source, part, i - j, channelsOf(target), kernels);
      if (j === i) return source;
      const y = convolution(source, { name: `${part}.conv`, filters: channelsOf(target), kernels });
      return enlarge(normalize(y, `${part}.bn`), `${part}.up`, 2 ** (j - i), target, upsampling);
    });
    return relu(add(parts, `${name}.${i}.add`), `${name}.${i}.relu`);
  });
}

/** Strided 3x3 convolutions; only the last changes channels, and has no ReLU. */
function halve(
  x: tf.SymbolicTensor,
  name: string,
  times: number,
  channels: number,
  kernels: KernelInitializer,
): tf.SymbolicTensor {
  let y = x;
  for (let k = 0; k < times; k++) {
    const last = k === times - 1;
    const filters = last ? channels : channelsOf(x);
    y = convolution(y, { name: `${name}.${k}.conv`, filters, kernelSize: 3, stride: 2, kernels });
    y = normalize(y, `${name}.${k}.bn`);
    if (!last) y = relu(y, `${name}.${k}.relu`);
  }
  return y;
}

function enlarge(
  x: tf.SymbolicTensor,
  name: string,
  factor: number,
  target: tf.SymbolicTensor,
  upsampling: Upsampling,
): tf.SymbolicTensor {
  if (upsampling === 'bilinear-aligned') return resizeLike(x, target, name, true);
  if (upsampling === 'bilinear') {
    // In two steps, which differ from one where the image's sides are no multiples of 32.
    const larger = new UpsampleBilinear({ name, factor }).apply(x) as tf.SymbolicTensor;
    return resizeLike(larger, target, `${name}.fit`);
  }
  const nearest = tf.layers.upSampling2d({ name, size: [factor, factor], interpolation: 'nearest' });
  return nearest.apply(x) as tf.SymbolicTensor;
}
