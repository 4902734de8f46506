import * as tf from '@tensorflow/tfjs';
import { normalizeBatch } from '../../src/core/engine/ops/batch-normalization.js';
import type { NormalizationSequel } from '../../src/core/engine/ops/batch-normalization-state.js';

/** Makes the inputs and returns what is timed. */
type Prepare = () => () => void;

type Shape4 = [number, number, number, number];

const IMAGE: Shape4 = [8, 48, 64, 64];
const PIXELS = 8 * 48 * 64;

/** Forward, input gradient and filter gradient of one convolution of `IMAGE`. */
function convolution(label: string, filter: Shape4, depthwise: boolean): Record<string, Prepare> {
  const prefix = depthwise ? 'DepthwiseConv2dNative' : 'Conv2D';
  const common = { strides: [1, 1], pad: 'same', dataFormat: 'NHWC', dilations: [1, 1] };
  const prepare = (suffix: string, inputs: Record<string, readonly number[]>, attributes = {}) => {
    const tensors = Object.fromEntries(
      Object.entries(inputs).map(([name, shape]) => [name, tf.randomNormal([...shape])]),
    );
    return freeing(() => void tf.engine().runKernel(prefix + suffix, tensors, { ...common, ...attributes }));
  };
  return {
    [`${label} forward`]: () => prepare('', { x: IMAGE, filter }),
    [`${label} input gradient`]: () => prepare('BackpropInput', { dy: IMAGE, filter }, { inputShape: IMAGE }),
    [`${label} filter gradient`]: () => prepare('BackpropFilter', { x: IMAGE, dy: IMAGE }, { filterShape: filter }),
  };
}

function product(m: number, k: number, n: number, transposeA: boolean, transposeB: boolean): Prepare {
  return () => {
    const a = tf.randomNormal<tf.Rank.R2>(transposeA ? [k, m] : [m, k]);
    const b = tf.randomNormal<tf.Rank.R2>(transposeB ? [n, k] : [k, n]);
    return freeing(() => void tf.matMul(a, b, transposeA, transposeB));
  };
}

/** Forward and backward, with a shortcut as in ResNet's blocks and without one. */
function batchNorms(...shape: Shape4): Record<string, Prepare> {
  const prepare = (withShortcut: boolean) => () => {
    const channels = shape[3];
    const [x, dy, shortcut] = [0, 1, 2].map(() => tf.randomNormal(shape)) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const [zeros, ones] = [tf.zeros([channels]) as tf.Tensor1D, tf.ones([channels]) as tf.Tensor1D];
    const state = { movingMean: zeros, movingVariance: ones, momentum: 0.9, epsilon: 1e-5, update: () => undefined };
    const f = (...[a, gamma, beta, added]: tf.Tensor[]) => {
      const sequel: NormalizationSequel = { activation: 'relu', ...(added && { shortcut: added }) };
      return normalizeBatch(a!, gamma as tf.Tensor1D, beta as tf.Tensor1D, state, sequel);
    };
    const inputs = [x, ones, zeros, ...(withShortcut ? [shortcut] : [])];
    return freeing(() => void tf.grads(f)(inputs, dy));
  };
  const size = shape.join('x');
  return { [`batch norm, ReLU ${size}`]: prepare(false), [`batch norm, add, ReLU ${size}`]: prepare(true) };
}

/** All of a depthwise convolution with holes, as in the atrous pyramid. */
function dilated(): () => void {
  const x = tf.randomNormal<tf.Rank.R4>([8, 15, 20, 320]);
  const w = tf.randomNormal<tf.Rank.R4>([3, 3, 320, 1]);
  const f = (a: tf.Tensor, b: tf.Tensor) =>
    tf.depthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, 'same', 'NHWC', 6);
  const dy = tf.randomNormal(x.shape);
  return freeing(() => void tf.grads(f)([x, w], dy));
}

function freeing(body: () => void): () => void {
  return () => tf.tidy(body);
}

/** By the names that bench/peer/kernels.py gives them, too. */
export const KERNELS: Readonly<Record<string, Prepare>> = {
  'matmul 768x768x768': product(768, 768, 768, false, false),
  'matmul A^T B, 64x24576x64': product(64, PIXELS, 64, true, false),
  'matmul A B^T, 768x768x768': product(768, 768, 768, false, true),
  ...convolution('conv 3x3', [3, 3, 64, 64], false),
  ...convolution('conv 1x1', [1, 1, 64, 64], false),
  ...convolution('depthwise 3x3', [3, 3, 64, 1], true),
  'depthwise 3x3 rate 6, all': dilated,
  ...batchNorms(8, 48, 64, 64),
  ...batchNorms(8, 120, 160, 96),
  ...batchNorms(8, 15, 20, 576),
};
