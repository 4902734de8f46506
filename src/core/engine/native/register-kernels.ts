import * as tf from '@tensorflow/tfjs';
import { replaceKernel } from '../replace-kernel.js';
import { registerDepthwiseKernels } from './depthwise-kernels.js';
import { NATIVE_BACKEND } from './load.js';
import type { NodeBackend } from './node-backend.js';
import { rawOp } from './raw-op.js';

let registered = false;

/** Replaces kernels of tfjs-node that are slower than TensorFlow's own. Does so once. */
export function registerNativeKernels(): void {
  if (registered) return;
  registered = true;
  registerMatMul();
  registerGather();
  registerDepthwiseKernels();
}

/** Products of two matrices, batches of one to tfjs-node, by MatMul: three quarters of the time where a side is long. */
function registerMatMul(): void {
  replaceKernel(tf.BatchMatMul, NATIVE_BACKEND, (batched) => (params) => {
    const { a, b } = params.inputs as { a: tf.Tensor; b: tf.Tensor };
    if (a.shape.length !== 2 || b.shape.length !== 2 || a.dtype !== 'float32') return batched!(params);
    const { transposeA, transposeB } = params.attrs as { transposeA: boolean; transposeB: boolean };
    const attributes = {
      T: { type: 'float32' },
      transpose_a: { bool: transposeA },
      transpose_b: { bool: transposeB },
    } as const;
    return rawOp(params.backend as NodeBackend, 'MatMul', [a, b], attributes)[0]!;
  });
}

/** Without the download of the indices by which tfjs-node checks each of them, as TensorFlow does itself. */
function registerGather(): void {
  replaceKernel(tf.GatherV2, NATIVE_BACKEND, (checked) => (params) => {
    const { x, indices } = params.inputs as { x: tf.Tensor; indices: tf.Tensor };
    const { axis, batchDims } = params.attrs as { axis: number; batchDims: number };
    const known = x.dtype === 'float32' || x.dtype === 'int32' || x.dtype === 'bool';
    if (!known || indices.dtype !== 'int32') return checked!(params);
    const attributes = {
      batch_dims: { int: batchDims },
      Tparams: { type: x.dtype as 'float32' | 'int32' | 'bool' },
      Tindices: { type: 'int32' },
      Taxis: { type: 'int32' },
    } as const;
    const axisTensor = tf.scalar(axis, 'int32');
    const [gathered] = rawOp(params.backend as NodeBackend, 'GatherV2', [x, indices, axisTensor], attributes);
    axisTensor.dispose();
    return gathered!;
  });
}
