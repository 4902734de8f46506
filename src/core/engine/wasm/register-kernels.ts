import * as tf from '@tensorflow/tfjs';
import { replaceKernel } from '../replace-kernel.js';
import { longProduct } from './kernels/accumulate.js';
import { conv2dFilterGradient, depthwiseFilterGradient } from './kernels/convolution-filter-gradient.js';
import { conv2dInputGradient, depthwiseInputGradient } from './kernels/convolution-input-gradient.js';
import { withoutSamePadding } from './kernels/convolution-padding.js';
import { errorFunction } from './kernels/error-function.js';
import type { ConvolutionAttributes } from './kernels/kernel.js';
import { maxPoolGradient, type PoolAttributes } from './kernels/max-pool-gradient.js';
import { bytesOf, type WasmBackend } from './kernels/memory.js';
import { segmentSum } from './kernels/segment-sum.js';
import { sliceTensor } from './kernels/slice.js';
import {
  type BatchToSpaceAttributes,
  batchToSpace,
  type SpaceToBatchAttributes,
  spaceToBatch,
} from './kernels/space-to-batch.js';
import { transposeMatrices } from './kernels/transpose-matrices.js';

type Inputs = Readonly<Record<string, tf.Tensor>>;
type Kernel = (inputs: Inputs, attributes: unknown, backend: WasmBackend) => tf.Tensor;

const four = (x: tf.Tensor | undefined) => x as tf.Tensor4D;

/**
 * Kernels for training that tfjs 4.22's WebAssembly backend lacks or has slow or wrong, made of its fast ones:
 * plain matrix products, convolutions and depthwise convolutions.
 */
const KERNELS: Readonly<Record<string, Kernel>> = {
  Conv2DBackpropFilter: ({ x, dy }, attributes) =>
    conv2dFilterGradient(four(x), four(dy), attributes as ConvolutionAttributes),
  Conv2DBackpropInput: ({ dy, filter }, attributes) =>
    conv2dInputGradient(four(dy), four(filter), attributes as ConvolutionAttributes),
  DepthwiseConv2dNativeBackpropFilter: ({ x, dy }, attributes) =>
    depthwiseFilterGradient(four(x), four(dy), attributes as ConvolutionAttributes),
  DepthwiseConv2dNativeBackpropInput: ({ dy, filter }, attributes) =>
    depthwiseInputGradient(four(dy), four(filter), attributes as ConvolutionAttributes),
  Erf: ({ x }) => errorFunction(x!),
  MaxPoolGrad: ({ dy, input }, attributes) => maxPoolGradient(four(dy), four(input), attributes as PoolAttributes),
  UnsortedSegmentSum: ({ x, segmentIds }, attributes) =>
    segmentSum(x!, segmentIds as tf.Tensor1D, (attributes as { numSegments: number }).numSegments),
};

let registered = false;

/** Puts the kernels into tfjs's registry, once. */
export function registerWasmKernels(backendName: string): void {
  if (registered) return;
  registered = true;
  for (const [kernelName, kernel] of Object.entries(KERNELS)) {
    replace(backendName, kernelName, kernel);
  }
  speedUpProducts(backendName);
  speedUpSlices(backendName);
  speedUpInterleaving(backendName);
  correctPadding(backendName, 'Conv2D', false);
  correctPadding(backendName, 'DepthwiseConv2dNative', true);
}

function replace(backendName: string, kernelName: string, kernel: Kernel): void {
  replaceKernel(
    kernelName,
    backendName,
    () =>
      ({ inputs, attrs, backend }) =>
        tf.tidy(() => kernel(inputs as unknown as Inputs, attrs, backend as unknown as WasmBackend)),
  );
}

interface ProductAttributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** tfjs's kernel falls back to three nested loops as soon as an operand is transposed or there are several matrices. */
function speedUpProducts(backendName: string): void {
  replaceKernel('BatchMatMul', backendName, (original) => ({ inputs, attrs, backend }) => {
    const { a, b } = inputs as unknown as { a: tf.Tensor; b: tf.Tensor };
    const { transposeA, transposeB } = attrs as unknown as ProductAttributes;
    const batches = a.rank === 3 && b.rank === 3 ? Math.max(a.shape[0]!, b.shape[0]!) : 1;
    if (!transposeA && !transposeB && batches === 1) return original!({ inputs, attrs, backend });
    return tf.tidy(() => {
      const left = transposeA ? transposeMatrices(a) : a;
      const right = transposeB ? transposeMatrices(b) : b;
      if (left.rank === 2 && right.rank === 2) return longProduct(left as tf.Tensor2D, right as tf.Tensor2D);
      if (batches === 1) return tf.matMul(left, right);
      const [lefts, rights] = [matrices(left as tf.Tensor3D), matrices(right as tf.Tensor3D)];
      return tf.stack(Array.from({ length: batches }, (_, i) => tf.matMul(lefts(i), rights(i))));
    });
  });
}

/** The matrices of a batch; a single one is repeated. */
function matrices(x: tf.Tensor3D): (i: number) => tf.Tensor2D {
  const [count, rows, columns] = x.shape;
  if (count === 1) {
    const only = x.reshape([rows, columns]) as tf.Tensor2D;
    return () => only;
  }
  return (i) => tf.slice(x, [i, 0, 0], [1, rows, columns]).reshape([rows, columns]);
}

function speedUpSlices(backendName: string): void {
  replaceKernel('Slice', backendName, (original) => ({ inputs, attrs, backend }) => {
    const { x } = inputs as unknown as { x: tf.Tensor };
    const { begin, size } = attrs as unknown as { begin: number[]; size: number[] };
    if (!bytesOf(x) || x.size === 0 || x.rank === 0) return original!({ inputs, attrs, backend });
    return sliceTensor(x, begin, size, backend as unknown as WasmBackend);
  });
}

function correctPadding(backendName: string, kernelName: string, depthwise: boolean): void {
  replaceKernel(kernelName, backendName, (original) => ({ inputs, attrs, backend }) => {
    const { x, filter } = inputs as unknown as { x: tf.Tensor4D; filter: tf.Tensor4D };
    const attributes = attrs as unknown as ConvolutionAttributes;
    return (
      tf.tidy(() => {
        const placed = withoutSamePadding(x, filter, attributes, depthwise);
        if (!placed) return undefined;
        const convolve = depthwise ? tf.depthwiseConv2d : tf.conv2d;
        return convolve(placed, filter, attributes.strides, 'valid', 'NHWC', attributes.dilations ?? 1);
      }) ?? original!({ inputs, attrs, backend })
    );
  });
}

/** Of images; other ranks keep tfjs's kernels. */
function speedUpInterleaving(backendName: string): void {
  const kernels: Readonly<Record<string, Kernel>> = {
    SpaceToBatchND: ({ x }, attributes, backend) =>
      spaceToBatch(four(x), attributes as SpaceToBatchAttributes, backend),
    BatchToSpaceND: ({ x }, attributes, backend) =>
      batchToSpace(four(x), attributes as BatchToSpaceAttributes, backend),
  };
  for (const [kernelName, kernel] of Object.entries(kernels)) {
    replaceKernel(kernelName, backendName, (original) => ({ inputs, attrs, backend }) => {
      const { x } = inputs as unknown as { x: tf.Tensor };
      const blocks = (attrs as unknown as BatchToSpaceAttributes).blockShape;
      if (x.rank !== 4 || blocks.length !== 2) return original!({ inputs, attrs, backend });
      return tf.tidy(() => kernel({ x }, attrs, backend as unknown as WasmBackend));
    });
  }
}
