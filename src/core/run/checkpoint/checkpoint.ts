import * as tf from '@tensorflow/tfjs';
import { checkpointMismatch } from '../../errors/checkpoints.js';
import { ContrasegError } from '../../errors/index.js';
import { type WriteOptions, writeWhole } from '../../files/write-whole.js';
import type { ComponentState, Stateful } from '../../interfaces/stateful.js';
import type { SafeTensor } from '../../weights/safetensors.js';
import { type CheckpointHeader, encodeCheckpoint, readCheckpoint } from './checkpoint-file.js';
import { VariablesState } from './variables-state.js';

/** Everything a run must save, by a name that is stable between runs. */
export type StatefulParts = Readonly<Record<string, Stateful>>;

/** Types of tensors that a checkpoint holds. */
const DTYPES = { float32: 'F32', int32: 'I32', bool: 'BOOL' } as const;
const TENSOR_TYPES: Readonly<Record<string, keyof typeof DTYPES>> = { F32: 'float32', I32: 'int32', BOOL: 'bool' };

/**
 * Writes all parts into one safetensors file: tensors as `<part>/<tensor>`, values as JSON in the metadata.
 * The file appears whole or not at all; a kill or a full disk leaves the one before.
 */
export async function saveCheckpoint(
  file: string,
  header: CheckpointHeader,
  parts: StatefulParts,
  options?: WriteOptions,
): Promise<void> {
  const states = Object.entries(parts).map(([name, part]) => [name, part.saveState()] as const);
  const tensors = states.flatMap(([name, { tensors = {} }]) =>
    Object.entries(tensors).map(([key, tensor]) => [`${name}/${key}`, tensor] as const),
  );
  const values = Object.fromEntries(states.flatMap(([name, state]) => (state.values ? [[name, state.values]] : [])));
  const bytes = encodeCheckpoint({
    header,
    values,
    tensors: new Map(tensors.map(([name, tensor]) => [name, hostTensor(name, tensor)])),
  });
  await writeWhole(file, bytes, options);
}

function hostTensor(name: string, tensor: tf.Tensor): SafeTensor {
  const dtype = DTYPES[tensor.dtype as keyof typeof DTYPES];
  if (!dtype) throw new TypeError(`${name} is ${tensor.dtype}; a checkpoint holds ${Object.keys(DTYPES).join(', ')}`);
  return { dtype, shape: tensor.shape, data: tensor.dataSync() as SafeTensor['data'] };
}

/**
 * Restores every part, or only those in `parts`; the caller's parts must all be in the file.
 * @throws ContrasegError when there is none, when it is damaged, or with all that does not fit the parts
 */
export async function loadCheckpoint(file: string, parts: StatefulParts): Promise<CheckpointHeader> {
  const { header, values, tensors } = await readCheckpoint(file);
  const states = Object.entries(parts).map(([name, part]) => {
    const own = [...tensors].filter(([key]) => key.startsWith(`${name}/`));
    return {
      name,
      part,
      tensors: new Map(own.map(([key, tensor]) => [key.slice(name.length + 1), tensor])),
      values: values[name],
    };
  });
  const differences = states.flatMap(({ name, part, tensors: found, values: saved }) =>
    describeDifferences(name, part, found, saved !== undefined || found.size > 0),
  );
  if (differences.length > 0) throw new ContrasegError(checkpointMismatch(file, differences));
  for (const state of states) {
    if (state.values === undefined && state.tensors.size === 0) continue; // a hook that joins a run that goes on
    restore(state.part, state, (reason, cause) => {
      throw new ContrasegError(checkpointMismatch(file, [`${state.name}: ${reason}`]), { cause });
    });
  }
  return header;
}

/** Hands a part its state; what it says against it, in whatever words, is for `refuse` to report. */
function restore(
  part: Stateful,
  { tensors, values }: { tensors: ReadonlyMap<string, SafeTensor>; values: ComponentState['values'] },
  refuse: (reason: string, cause: unknown) => never,
): void {
  const own = Object.fromEntries(
    [...tensors].map(([key, { data, shape, dtype }]) => [
      key,
      tf.tensor(data as Float32Array, [...shape], TENSOR_TYPES[dtype]),
    ]),
  );
  try {
    part.loadState({ tensors: own, values });
  } catch (error) {
    if (error instanceof ContrasegError) throw error;
    refuse(error instanceof Error ? error.message : String(error), error);
  } finally {
    tf.dispose(own);
  }
}

/** Variables must agree in name, type and shape; a part without any tensor in the file is missing altogether. */
function describeDifferences(
  name: string,
  part: Stateful,
  found: ReadonlyMap<string, SafeTensor>,
  present: boolean,
): string[] {
  const expected = Object.entries(part.saveState().tensors ?? {});
  if (!present) return expected.length > 0 ? [`${name} is missing`] : [];
  const unknown = [...found].filter(([, { dtype }]) => !(dtype in TENSOR_TYPES));
  const problems = unknown.map(([key, { dtype }]) => `${name}/${key} has the type ${dtype}`);
  if (!(part instanceof VariablesState)) return problems;
  for (const [key, tensor] of expected) {
    const saved = found.get(key);
    const wanted = describe(DTYPES[tensor.dtype as keyof typeof DTYPES], tensor.shape);
    if (!saved) problems.push(`${name}/${key} is missing`);
    else if (describe(saved.dtype, saved.shape) !== wanted) {
      problems.push(`${name}/${key} is ${describe(saved.dtype, saved.shape)}, expected ${wanted}`);
    }
  }
  return problems;
}

function describe(dtype: string, shape: readonly number[]): string {
  return `${dtype} [${shape.join(', ')}]`;
}
