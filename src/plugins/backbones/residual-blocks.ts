import type * as tf from '@tensorflow/tfjs';
import { add, channelsOf, convolution, normalize, relu } from '../../core/layers/blocks.js';
import type { KernelInitializer } from '../../core/layers/initialization.js';

/** Two 3x3 convolutions and a shortcut (He et al. 2016, fig. 5 left); channels stay. */
export function basicBlock(x: tf.SymbolicTensor, name: string, kernels: KernelInitializer): tf.SymbolicTensor {
  const filters = channelsOf(x);
  let y = convolution(x, { name: `${name}.conv1`, filters, kernelSize: 3, kernels });
  y = relu(normalize(y, `${name}.bn1`), `${name}.relu1`);
  y = normalize(convolution(y, { name: `${name}.conv2`, filters, kernelSize: 3, kernels }), `${name}.bn2`);
  return relu(add([x, y], `${name}.add`), `${name}.relu2`);
}

/** A 3x3 convolution on a quarter of the channels and a shortcut (He et al. 2016, fig. 5 right), projected where channels change. */
export function bottleneck(
  x: tf.SymbolicTensor,
  name: string,
  channels: number,
  kernels: KernelInitializer,
): tf.SymbolicTensor {
  let y = x;
  for (const [i, [filters, kernelSize]] of [[channels, 1] as const, [channels, 3] as const].entries()) {
    y = convolution(y, { name: `${name}.conv${i + 1}`, filters, kernelSize, kernels });
    y = relu(normalize(y, `${name}.bn${i + 1}`), `${name}.relu${i + 1}`);
  }
  const filters = 4 * channels;
  y = normalize(convolution(y, { name: `${name}.conv3`, filters, kernels }), `${name}.bn3`);
  let shortcut = x;
  if (channelsOf(x) !== filters) {
    shortcut = convolution(x, { name: `${name}.downsample.0`, filters, kernels });
    shortcut = normalize(shortcut, `${name}.downsample.1`);
  }
  return relu(add([shortcut, y], `${name}.add`), `${name}.relu3`);
}
