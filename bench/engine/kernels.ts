import * as tf from '@tensorflow/tfjs';
import { normalizeBatch } from '../../src/core/engine/ops/batch-normalization.js';
import { dilatedDepthwiseConv2d } from '../../src/core/layers/dilated-depthwise-conv2d.js';
import { type Timing, time } from './timing.js';

export interface KernelResult extends Timing {
  readonly gflops: number;
}

interface Case {
  /** Multiplications and additions. */
  readonly operations: number;
  /** Makes the inputs and returns what is timed. */
  prepare(): () => void;
}

type Shape4 = [number, number, number, number];

const IMAGE: Shape4 = [8, 48, 64, 64];
const PIXELS = 8 * 48 * 64;

const kernel = (name: string, inputs: Record<string, tf.Tensor>, attributes: Record<string, unknown>) => {
  const common = { strides: [1, 1], pad: 'same', dataFormat: 'NHWC', dilations: [1, 1] };
  return () => void tf.engine().runKernel(name, inputs, { ...common, ...attributes } as tf.NamedAttrMap);
};

/** Forward, input gradient and filter gradient of one convolution of `IMAGE`. */
function convolution(label: string, filter: Shape4, depthwise: boolean): Record<string, Case> {
  const prefix = depthwise ? 'DepthwiseConv2dNative' : 'Conv2D';
  const operations = 2 * PIXELS * filter[0] * filter[1] * filter[2] * filter[3];
  const inputs = () => ({ x: tf.randomNormal(IMAGE), dy: tf.randomNormal(IMAGE), filter: tf.randomNormal(filter) });
  return {
    [`${label} forward`]: {
      operations,
      prepare: () => {
        const { x, filter: w } = inputs();
        return kernel(prefix, { x, filter: w }, {});
      },
    },
    [`${label} input gradient`]: {
      operations,
      prepare: () => {
        const { dy, filter: w } = inputs();
        return kernel(`${prefix}BackpropInput`, { dy, filter: w }, { inputShape: IMAGE });
      },
    },
    [`${label} filter gradient`]: {
      operations,
      prepare: () => {
        const { x, dy } = inputs();
        return kernel(`${prefix}BackpropFilter`, { x, dy }, { filterShape: filter });
      },
    },
  };
}

function product(m: number, k: number, n: number, transposeA: boolean, transposeB: boolean): Case {
  return {
    operations: 2 * m * k * n,
    prepare: () => {
      const a = tf.randomNormal<tf.Rank.R2>(transposeA ? [k, m] : [m, k]);
      const b = tf.randomNormal<tf.Rank.R2>(transposeB ? [n, k] : [k, n]);
      return () => void tf.matMul(a, b, transposeA, transposeB);
    },
  };
}

const batchNorm: Case = {
  operations: 0,
  prepare: () => {
    const x = tf.randomNormal<tf.Rank.R4>(IMAGE);
    const [zeros, ones] = [tf.zeros([64]) as tf.Tensor1D, tf.ones([64]) as tf.Tensor1D];
    const update = () => undefined;
    const state = { movingMean: zeros, movingVariance: ones, momentum: 0.9, epsilon: 1e-5, update };
    const f = (a: tf.Tensor) => normalizeBatch(a, ones, zeros, state);
    const dy = tf.randomNormal(IMAGE);
    return () => void tf.grad(f)(x, dy);
  },
};

const dilated: Case = {
  operations: 3 * 2 * 8 * 15 * 20 * 320 * 9,
  prepare: () => {
    const x = tf.randomNormal<tf.Rank.R4>([8, 15, 20, 320]);
    const w = tf.randomNormal<tf.Rank.R4>([3, 3, 320, 1]);
    const f = (a: tf.Tensor, b: tf.Tensor) => dilatedDepthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D, 6);
    const dy = tf.randomNormal(x.shape);
    return () => void tf.grads(f)([x, w], dy);
  },
};

const CASES: Readonly<Record<string, Case>> = {
  'matmul 768x768x768': product(768, 768, 768, false, false),
  'matmul A^T B, 64x24576x64': product(64, PIXELS, 64, true, false),
  'matmul A B^T, 768x768x768': product(768, 768, 768, false, true),
  ...convolution('conv 3x3', [3, 3, 64, 64], false),
  ...convolution('conv 1x1', [1, 1, 64, 64], false),
  ...convolution('depthwise 3x3', [3, 3, 64, 1], true),
  'depthwise 3x3 rate 6, all': dilated,
  'batch norm forward + backward': batchNorm,
};

/** Every case on the current engine, by name. */
export function benchKernels(repeats: number): Record<string, KernelResult> {
  return Object.fromEntries(
    Object.entries(CASES).map(([name, { operations, prepare }]) => {
      tf.engine().startScope();
      const timing = time(prepare(), repeats);
      tf.engine().endScope();
      return [name, { ...timing, gflops: operations / timing.fastest / 1e6 }];
    }),
  );
}
