import * as tf from '@tensorflow/tfjs';
import { batchNormalization } from './batch-normalization.js';
import { DilatedDepthwiseConv2D } from './dilated-depthwise-conv2d.js';
import type { KernelInitializer } from './initialization.js';
import { layerNormalization } from './layer-normalization.js';
import { ResizeBilinear } from './resize-bilinear.js';

/*
 * The layers that segmentation networks are made of, on `[batch, height, width, channels]`. Every layer has a name, which
 * is its weights' key in checkpoints. Padding is symmetric as in PyTorch; tfjs's own `same` is lopsided at stride 2.
 */

export interface ConvolutionArgs {
  readonly name: string;
  readonly filters: number;
  /** 1 by default. */
  readonly kernelSize?: number;
  readonly stride?: number;
  /** Zeros on each side; by default half the kernel, which wants an odd one. */
  readonly padding?: number;
  /** Off by default, since batch norm follows. */
  readonly useBias?: boolean;
  readonly kernels: KernelInitializer;
}

/** Convolution with symmetric zero padding. */
export function convolution(x: tf.SymbolicTensor, args: ConvolutionArgs): tf.SymbolicTensor {
  const { name, filters, kernelSize = 1, stride = 1, useBias = false, kernels } = args;
  const { input, padding } = padded(x, name, kernelSize, stride, args.padding);
  const kernelInitializer = kernels(name, kernelSize * kernelSize * channelsOf(x));
  const layer = tf.layers.conv2d({ name, filters, kernelSize, strides: stride, padding, useBias, kernelInitializer });
  return layer.apply(input) as tf.SymbolicTensor;
}

export interface DepthwiseConvolutionArgs {
  readonly name: string;
  /** Odd; 3 by default. */
  readonly kernelSize?: number;
  readonly stride?: number;
  /** More than 1 needs stride 1. */
  readonly dilation?: number;
  /** Off by default; only without dilation. */
  readonly useBias?: boolean;
  readonly kernels: KernelInitializer;
}

/** One filter per channel, with symmetric zero padding. */
export function depthwiseConvolution(x: tf.SymbolicTensor, args: DepthwiseConvolutionArgs): tf.SymbolicTensor {
  const { name, kernelSize = 3, stride = 1, dilation = 1, useBias = false, kernels } = args;
  const depthwiseInitializer = kernels(name, kernelSize * kernelSize);
  if (dilation > 1) {
    const layer = new DilatedDepthwiseConv2D({ name, kernelSize, dilationRate: dilation, depthwiseInitializer });
    return layer.apply(x) as tf.SymbolicTensor;
  }
  const { input, padding } = padded(x, name, kernelSize, stride);
  const stock = { name, kernelSize, strides: stride, padding, useBias, depthwiseInitializer };
  return tf.layers.depthwiseConv2d(stock).apply(input) as tf.SymbolicTensor;
}

export function normalize(x: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
  return batchNormalization({ name }).apply(x) as tf.SymbolicTensor;
}

/** Layer normalisation over the channels of each pixel. */
export function normalizeChannels(x: tf.SymbolicTensor, name: string, epsilon: number): tf.SymbolicTensor {
  return layerNormalization({ name, epsilon }).apply(x) as tf.SymbolicTensor;
}

export function relu(x: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
  return tf.layers.reLU({ name }).apply(x) as tf.SymbolicTensor;
}

/** Layers `<name>.conv`, `<name>.bn`, `<name>.relu`. */
export function convolutionBlock(x: tf.SymbolicTensor, args: ConvolutionArgs): tf.SymbolicTensor {
  const y = convolution(x, { ...args, name: `${args.name}.conv` });
  return relu(normalize(y, `${args.name}.bn`), `${args.name}.relu`);
}

/** A depthwise 3x3 and a pointwise convolution, then batch norm and ReLU. */
export function separableBlock(
  x: tf.SymbolicTensor,
  args: Pick<ConvolutionArgs, 'name' | 'filters' | 'kernels'> & { readonly dilation?: number },
): tf.SymbolicTensor {
  const { name, filters, dilation, kernels } = args;
  const y = depthwiseConvolution(x, { name: `${name}.depthwise`, dilation, kernels });
  return convolutionBlock(y, { name, filters, kernels });
}

export function add(inputs: tf.SymbolicTensor[], name: string): tf.SymbolicTensor {
  return tf.layers.add({ name }).apply(inputs) as tf.SymbolicTensor;
}

export function concatenate(inputs: tf.SymbolicTensor[], name: string): tf.SymbolicTensor {
  return tf.layers.concatenate({ name, axis: -1 }).apply(inputs) as tf.SymbolicTensor;
}

/** The mean of each channel, `[batch, 1, 1, channels]`. Layers `<name>` and `<name>.reshape`. */
export function globalAveragePooling(x: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
  const pooled = tf.layers.globalAveragePooling2d({ name }).apply(x) as tf.SymbolicTensor;
  const reshape = tf.layers.reshape({ name: `${name}.reshape`, targetShape: [1, 1, channelsOf(x)] });
  return reshape.apply(pooled) as tf.SymbolicTensor;
}

/** Resizes `x` bilinearly to the height and width that `like` turns out to have. */
export function resizeLike(
  x: tf.SymbolicTensor,
  like: tf.SymbolicTensor,
  name: string,
  alignCorners = false,
): tf.SymbolicTensor {
  return new ResizeBilinear({ name, alignCorners }).apply([x, like]) as tf.SymbolicTensor;
}

export function channelsOf(x: tf.SymbolicTensor): number {
  return x.shape[3]!;
}

/** At stride 1 the stock `same` padding is symmetric already. */
function padded(x: tf.SymbolicTensor, name: string, kernelSize: number, stride: number, border = (kernelSize - 1) / 2) {
  if (border === 0) return { input: x, padding: 'valid' } as const;
  if (stride === 1) return { input: x, padding: 'same' } as const;
  const pad = tf.layers.zeroPadding2d({ name: `${name}.pad`, padding: border });
  return { input: pad.apply(x) as tf.SymbolicTensor, padding: 'valid' } as const;
}
