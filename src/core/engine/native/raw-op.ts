import * as tf from '@tensorflow/tfjs';
import { hasOurKernels, NATIVE_BACKEND } from './load.js';
import type { NodeBackend, OpAttribute } from './node-backend.js';

/** An attribute of a TensorFlow operation; C does not convert between kinds, so each value says which it is. */
export type AttributeValue =
  | { readonly type: 'float32' | 'int32' | 'bool' }
  | { readonly bool: boolean }
  | { readonly float: number }
  | { readonly int: number | readonly number[] }
  | { readonly string: string };

/** The native backend where it is the current one. */
export function nativeBackend(): NodeBackend | undefined {
  return tf.getBackend() === NATIVE_BACKEND ? (tf.backend() as NodeBackend) : undefined;
}

/** The same where our own kernels are to be used, see `LoadedNative.ourKernels`. */
export function ourBackend(): NodeBackend | undefined {
  return hasOurKernels() ? nativeBackend() : undefined;
}

/**
 * Runs one TensorFlow operation, also one that tfjs has no name for. No gradient is recorded: call it inside
 * `tf.customGrad` or a registered gradient.
 * @param name as in TensorFlow's `raw_ops`
 */
export function rawOp(
  backend: NodeBackend,
  name: string,
  inputs: tf.Tensor[],
  attributes: Readonly<Record<string, AttributeValue>>,
  outputs = 1,
): tf.Tensor[] {
  const list = Object.entries(attributes).map(([key, value]) => attribute(backend, key, value));
  return backend.executeMultipleOutputs(name, list, inputs, outputs);
}

function attribute({ binding }: NodeBackend, name: string, value: AttributeValue): OpAttribute {
  if ('type' in value) {
    const types = { float32: binding.TF_FLOAT, int32: binding.TF_INT32, bool: binding.TF_BOOL };
    return { name, type: binding.TF_ATTR_TYPE, value: types[value.type] };
  }
  if ('bool' in value) return { name, type: binding.TF_ATTR_BOOL, value: value.bool };
  if ('float' in value) return { name, type: binding.TF_ATTR_FLOAT, value: value.float };
  if ('int' in value) return { name, type: binding.TF_ATTR_INT, value: value.int };
  return { name, type: binding.TF_ATTR_STRING, value: value.string };
}
