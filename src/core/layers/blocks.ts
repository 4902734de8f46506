import * as tf from '@tensorflow/tfjs';
import { type BatchNormalizationArgs, batchNormalization } from './batch-normalization.js';
import { DilatedConv2D } from './dilated-conv2d.js';
import { DilatedDepthwiseConv2D } from './dilated-depthwise-conv2d.js';
import { HardSigmoid, HardSwish } from './hard-activations.js';
import type { KernelInitializer } from './initialization.js';
import { layerNormalization } from './layer-normalization.js';
import { ResizeBilinear } from './resize-bilinear.js';

export * from './pooling.js';

/*
 * The layers that segmentation networks are made of, on `[batch, height, width, channels]`. Every layer has a name, which
 * is its weights' key in checkpoints.
 */

/**
 * Where the zeros of a border go: all around alike as in PyTorch, the default, or lopsided at stride 2 as in TensorFlow; or
 * nowhere, so that pixels which do not fill the kernel are left out.
 */
export type Border = 'symmetric' | 'same' | 'none';

export interface ConvolutionArgs {
  readonly name: string;
  readonly filters: number;
  /** 1 by default; odd where there is a border. */
  readonly kernelSize?: number;
  readonly stride?: number;
  /** More than 1 needs stride 1. */
  readonly dilation?: number;
  readonly border?: Border;
  /** Off by default, since batch norm follows. */
  readonly useBias?: boolean;
  readonly kernels: KernelInitializer;
}

/** Convolution with zero padding. */
export function convolution(x: tf.SymbolicTensor, args: ConvolutionArgs): tf.SymbolicTensor {
  const { name, filters, kernelSize = 1, stride = 1, dilation = 1, border, useBias = false, kernels } = args;
  const kernelInitializer = kernels(name, kernelSize * kernelSize * channelsOf(x));
  if (dilation > 1 && kernelSize > 1) {
    const layer = new DilatedConv2D({ name, filters, kernelSize, dilationRate: dilation, useBias, kernelInitializer });
    return layer.apply(x) as tf.SymbolicTensor;
  }
  const { input, padding } = padded(x, name, kernelSize, stride, border);
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
  readonly border?: Border;
  readonly kernels: KernelInitializer;
}

/** One filter per channel, with zero padding. */
export function depthwiseConvolution(x: tf.SymbolicTensor, args: DepthwiseConvolutionArgs): tf.SymbolicTensor {
  const { name, kernelSize = 3, stride = 1, dilation = 1, border, useBias = false, kernels } = args;
  const depthwiseInitializer = kernels(name, kernelSize * kernelSize);
  if (dilation > 1) {
    const layer = new DilatedDepthwiseConv2D({ name, kernelSize, dilationRate: dilation, depthwiseInitializer });
    return layer.apply(x) as tf.SymbolicTensor;
  }
  const { input, padding } = padded(x, name, kernelSize, stride, border);
  const stock = { name, kernelSize, strides: stride, padding, useBias, depthwiseInitializer };
  return tf.layers.depthwiseConv2d(stock).apply(input) as tf.SymbolicTensor;
}

export function normalize(
  x: tf.SymbolicTensor,
  name: string,
  args: Omit<BatchNormalizationArgs, 'name'> = {},
): tf.SymbolicTensor {
  return batchNormalization({ name, ...args }).apply(x) as tf.SymbolicTensor;
}

/** What may follow a batch norm. */
export type Activation = 'relu' | 'relu6' | 'hard-sigmoid' | 'hard-swish';

const ACTIVATIONS: Readonly<Record<Activation, (name: string) => tf.layers.Layer>> = {
  relu: (name: string) => tf.layers.reLU({ name }),
  relu6: (name: string) => tf.layers.reLU({ name, maxValue: 6 }),
  'hard-sigmoid': (name: string) => new HardSigmoid({ name }),
  'hard-swish': (name: string) => new HardSwish({ name }),
};

export function activate(x: tf.SymbolicTensor, activation: Activation, name: string): tf.SymbolicTensor {
  return ACTIVATIONS[activation](name).apply(x) as tf.SymbolicTensor;
}

/** Layer normalisation over the channels of each pixel. */
export function normalizeChannels(x: tf.SymbolicTensor, name: string, epsilon: number): tf.SymbolicTensor {
  return layerNormalization({ name, epsilon }).apply(x) as tf.SymbolicTensor;
}

export function relu(x: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
  return activate(x, 'relu', name);
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

/** Axes of 1 are repeated: `[batch, 1, 1, channels]` scales the channels of an image. */
export function multiply(inputs: tf.SymbolicTensor[], name: string): tf.SymbolicTensor {
  return tf.layers.multiply({ name }).apply(inputs) as tf.SymbolicTensor;
}

export function concatenate(inputs: tf.SymbolicTensor[], name: string): tf.SymbolicTensor {
  return tf.layers.concatenate({ name, axis: -1 }).apply(inputs) as tf.SymbolicTensor;
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
function padded(x: tf.SymbolicTensor, name: string, kernelSize: number, stride: number, border: Border = 'symmetric') {
  if (border === 'none') return { input: x, padding: 'valid' } as const;
  const width = (kernelSize - 1) / 2;
  if (stride === 1 || width === 0 || border === 'same') return { input: x, padding: 'same' } as const;
  const pad = tf.layers.zeroPadding2d({ name: `${name}.pad`, padding: width });
  return { input: pad.apply(x) as tf.SymbolicTensor, padding: 'valid' } as const;
}
