import * as tf from '@tensorflow/tfjs';
import { replaceKernel } from '../replace-kernel.js';
import { NATIVE_BACKEND } from './load.js';
import type { NodeBackend } from './node-backend.js';
import { rawOp } from './raw-op.js';

let registered = false;

/**
 * Replaces tfjs-node's products of two matrices, batches of one to it, by TensorFlow's MatMul, which takes three quarters
 * of the time where a side is long. Does so once.
 */
export function registerNativeKernels(): void {
  if (registered) return;
  registered = true;
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
