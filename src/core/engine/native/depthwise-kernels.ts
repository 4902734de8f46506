import * as tf from '@tensorflow/tfjs';
import { replaceKernel } from '../replace-kernel.js';
import { NATIVE_BACKEND } from './load.js';
import type { NodeBackend } from './node-backend.js';
import { ourBackend, rawOp } from './raw-op.js';

type Shape4 = [number, number, number, number];

interface DepthwiseAttributes {
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
  readonly dilations?: [number, number] | number | null;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/**
 * Puts our kernels in the place of TensorFlow's depthwise convolution and its gradients, where each channel has one filter.
 * They know dilation and explicit padding in the gradients, too.
 */
export function registerDepthwiseKernels(): void {
  replace('DepthwiseConv2dNative', 'ContrasegDepthwiseConvolution', ['x', 'filter'], (inputs) => [
    inputs.x!.shape,
    inputs.filter!.shape,
  ]);
  replace(
    'DepthwiseConv2dNativeBackpropInput',
    'ContrasegDepthwiseConvolutionInputGradient',
    ['dy', 'filter'],
    (inputs, attributes) => [attributes.inputShape as number[], inputs.filter!.shape],
  );
  replace(
    'DepthwiseConv2dNativeBackpropFilter',
    'ContrasegDepthwiseConvolutionFilterGradient',
    ['x', 'dy'],
    (inputs, attributes) => [inputs.x!.shape, attributes.filterShape as number[]],
  );
}

/** The backend where our kernels run such a filter. */
export function depthwiseBackend(filter: readonly number[]): NodeBackend | undefined {
  return filter[3] === 1 ? ourBackend() : undefined;
}

/** @param shapes of image and filter */
function replace(
  kernelName: string,
  ours: string,
  names: readonly [string, string],
  shapes: (inputs: tf.NamedTensorInfoMap, attributes: tf.NamedAttrMap) => number[][],
): void {
  replaceKernel(kernelName, NATIVE_BACKEND, (original) => (params) => {
    const { inputs, attrs = {} } = params;
    const [image, filter] = shapes(inputs, attrs) as [Shape4, Shape4];
    const native = depthwiseBackend(filter);
    const floats = names.every((name) => inputs[name]!.dtype === 'float32');
    if (!native || !floats) return original!(params);
    const numbers = tf.tensor1d(geometry(image, filter, attrs as unknown as DepthwiseAttributes), 'int32');
    const [output] = rawOp(native, ours, [...names.map((name) => inputs[name] as tf.Tensor), numbers], {});
    numbers.dispose();
    return output!;
  });
}

/** What `Geometry` in cpp/depthwise-convolution.cc reads. */
function geometry(
  image: Shape4,
  filter: Shape4,
  { strides, pad, dilations, dimRoundingMode }: DepthwiseAttributes,
): number[] {
  const info = tf.backend_util.computeConv2DInfo(image, filter, strides, dilations ?? 1, pad, dimRoundingMode, true);
  return [
    info.batchSize,
    info.inChannels,
    ...[info.inHeight, info.outHeight, info.filterHeight, info.strideHeight, info.dilationHeight, info.padInfo.top],
    ...[info.inWidth, info.outWidth, info.filterWidth, info.strideWidth, info.dilationWidth, info.padInfo.left],
  ];
}
