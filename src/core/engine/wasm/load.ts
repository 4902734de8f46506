import * as tf from '@tensorflow/tfjs';
import { registerWasmKernels } from './register-kernels.js';

/** The name under which tfjs knows the WebAssembly backend. */
export const WASM_BACKEND = 'wasm';

/** Loads tfjs's WebAssembly backend and makes it the current one, with our kernels. It has one thread in Node. */
export async function loadWasm(): Promise<void> {
  await import('@tensorflow/tfjs-backend-wasm');
  if (!(await tf.setBackend(WASM_BACKEND))) throw new Error('the WebAssembly backend does not start');
  await tf.ready();
  registerWasmKernels(WASM_BACKEND);
}
