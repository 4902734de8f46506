import { isDeepStrictEqual } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import type { ComponentState, JsonValue, Stateful } from '../core/interfaces/stateful.js';
import { fail } from './suite.js';

interface SavedTensor {
  readonly dtype: tf.DataType;
  readonly shape: readonly number[];
  readonly values: tf.TypedArray;
}

/** A component's part of a checkpoint, as it lies in the file. */
export interface Checkpoint {
  readonly tensors: Readonly<Record<string, SavedTensor>>;
  readonly values: Readonly<Record<string, JsonValue>>;
}

/** What `saveState` gives, copied; fails where a checkpoint could not hold it. */
export function save(component: Stateful): Checkpoint {
  const { tensors = {}, values = {} } = component.saveState();
  const written = JSON.parse(JSON.stringify(values)) as Checkpoint['values'];
  for (const [name, value] of Object.entries(values)) {
    if (!isDeepStrictEqual(written[name], value)) {
      fail(`saveState gives "${name}", which JSON does not hold: it reads ${show(written[name])} when it comes back`);
    }
  }
  return {
    tensors: Object.fromEntries(Object.entries(tensors).map(([name, t]) => [name, copyOf(name, t)])),
    values: written,
  };
}

/** Loads a checkpoint as a resumed run does; fails where the component does not give the same state afterwards. */
export function load(component: Stateful, saved: Checkpoint): void {
  const tensors = Object.fromEntries(
    Object.entries(saved.tensors).map(([name, { values, shape, dtype }]) => [
      name,
      tf.tensor(values, [...shape], dtype),
    ]),
  );
  component.loadState({ tensors, values: structuredClone(saved.values) as ComponentState['values'] });
  for (const [name, tensor] of Object.entries(tensors)) {
    if (tensor.isDisposed) fail(`loadState disposes the tensor "${name}", which is the caller's`);
    tensor.dispose();
  }
  const flaw = difference(saved, save(component));
  if (flaw) fail(`loadState does not restore what saveState gave: ${flaw}`);
}

/** The first difference between two states in words, e.g. `"waited" is 0 instead of 3`; nothing where they agree bit for bit. */
export function difference(expected: Checkpoint, found: Checkpoint): string | undefined {
  for (const name of keysOf(expected.values, found.values)) {
    const [before, after] = [expected.values[name], found.values[name]];
    if (!isDeepStrictEqual(before, after)) return `"${name}" is ${show(after)} instead of ${show(before)}`;
  }
  for (const name of keysOf(expected.tensors, found.tensors)) {
    const [before, after] = [expected.tensors[name], found.tensors[name]];
    if (!before || !after) return `the tensor "${name}" is ${after ? 'new' : 'missing'}`;
    if (before.dtype !== after.dtype || !isDeepStrictEqual(before.shape, after.shape)) {
      return `the tensor "${name}" is ${after.dtype} [${after.shape}] instead of ${before.dtype} [${before.shape}]`;
    }
    const at = before.values.findIndex((value, i) => !Object.is(value, after.values[i]));
    if (at >= 0) return `the tensor "${name}" holds ${after.values[at]} instead of ${before.values[at]} at ${at}`;
  }
  return undefined;
}

function copyOf(name: string, tensor: tf.Tensor): SavedTensor {
  if (tensor.isDisposed) fail(`saveState gives the tensor "${name}", which is disposed: clone or tf.keep what is kept`);
  return { dtype: tensor.dtype, shape: [...tensor.shape], values: tensor.dataSync().slice() };
}

function keysOf(a: object, b: object): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])];
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}
