import { existsSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import writeFileAtomic from 'write-file-atomic';
import { ContrasegError } from '../errors/index.js';
import { checkpointMismatch, noCheckpoint } from '../errors/training.js';
import { encodeSafetensors, readSafetensors, type SafeTensor } from '../files/safetensors.js';
import type { ComponentState, JsonValue, Stateful } from '../interfaces/stateful.js';
import type { SegmentationModel } from '../model/segmentation-model.js';

/** Everything a run must save, by a name that is stable between runs. */
export type StatefulParts = Readonly<Record<string, Stateful>>;

/** What a checkpoint belongs to; one of another run is refused. */
export interface RunIdentity {
  /** Names of the classes, in order. */
  readonly classes: readonly string[];
  /** Fingerprint of the training split. */
  readonly trainingImages: string;
}

export interface CheckpointHeader extends RunIdentity {
  /** Steps that were finished. */
  readonly iteration: number;
  /** Best value so far of the metric that the best model is kept by. */
  readonly best?: number;
  /** Steps that were finished at the last evaluation. */
  readonly evaluated?: number;
}

/**
 * Writes all parts into one safetensors file: tensors as `<part>/<tensor>`, values as JSON in the metadata.
 * The file appears whole or not at all; a kill or a full disk leaves the previous one.
 */
export async function saveCheckpoint(file: string, header: CheckpointHeader, parts: StatefulParts): Promise<void> {
  const states = Object.entries(parts).map(([name, part]) => [name, part.saveState()] as const);
  const tensors = states.flatMap(([name, { tensors = {} }]) =>
    Object.entries(tensors).map(([key, tensor]) => [`${name}/${key}`, tensor] as const),
  );
  const values = Object.fromEntries(states.flatMap(([name, state]) => (state.values ? [[name, state.values]] : [])));
  const bytes = encodeSafetensors(new Map(tensors.map(([name, tensor]) => [name, hostTensor(tensor)])), {
    format: 'contraseg-checkpoint-1',
    header: JSON.stringify(header),
    values: JSON.stringify(values),
  });
  await writeFileAtomic(file, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

function hostTensor(tensor: tf.Tensor): SafeTensor {
  const dtype = tensor.dtype === 'int32' ? 'I32' : 'F32';
  return { dtype, shape: tensor.shape, data: tensor.dataSync() as SafeTensor['data'] };
}

/** Restores every part, or only those in `parts`; the caller's parts must all be in the file. */
export async function loadCheckpoint(file: string, parts: StatefulParts): Promise<CheckpointHeader> {
  if (!existsSync(file)) throw new ContrasegError(noCheckpoint(file));
  const { metadata, tensors } = await readSafetensors(file);
  const values = JSON.parse(metadata.values ?? '{}') as Record<string, Record<string, JsonValue>>;
  const states = Object.entries(parts).map(([name, part]) => {
    const own = [...tensors].filter(([key]) => key.startsWith(`${name}/`));
    const entries = own.map(([key, t]) => [key.slice(name.length + 1), t] as const);
    return { name, part, entries, values: values[name] };
  });
  const differences = states.flatMap(({ name, part, entries, values: saved }) => {
    const found = new Map(entries.map(([key, { shape }]) => [key, shape]));
    return describeDifferences(name, part, found, saved !== undefined || found.size > 0);
  });
  if (differences.length > 0) throw new ContrasegError(checkpointMismatch(file, differences));
  for (const { part, entries, values: saved } of states) {
    if (entries.length === 0 && saved === undefined) continue; // a hook that joins a run that goes on
    const state: ComponentState = {
      tensors: Object.fromEntries(
        entries.map(([key, t]) => [
          key,
          tf.tensor(t.data as Float32Array, [...t.shape], t.dtype === 'I32' ? 'int32' : 'float32'),
        ]),
      ),
      values: saved,
    };
    part.loadState(state);
    tf.dispose(Object.values(state.tensors!));
  }
  return JSON.parse(metadata.header!) as CheckpointHeader;
}

/** Fixed-size tensors must agree in name and shape; a part without any in the file is missing altogether. */
function describeDifferences(
  name: string,
  part: Stateful,
  found: Map<string, readonly number[]>,
  present: boolean,
): string[] {
  const expected = Object.entries(part.saveState().tensors ?? {});
  if (!present) return expected.length > 0 ? [`${name} is missing`] : [];
  if (!(part instanceof VariablesState)) return [];
  return expected.flatMap(([key, tensor]) => {
    const shape = found.get(key);
    if (!shape) return [`${name}/${key} is missing`];
    return shape.join() === tensor.shape.join() ? [] : [`${name}/${key} is [${shape}], expected [${tensor.shape}]`];
  });
}

/** Variables as a part of a checkpoint. */
export class VariablesState implements Stateful {
  constructor(private readonly variables: ReadonlyMap<string, tf.Variable>) {}

  saveState(): ComponentState {
    return { tensors: Object.fromEntries(this.variables) };
  }

  loadState(state: ComponentState): void {
    for (const [name, variable] of this.variables) variable.assign(state.tensors![name]!);
  }
}

/** Parameters and statistics of a model as a part of a checkpoint. */
export function modelState(model: SegmentationModel): VariablesState {
  const parameters = model.parameters.map(({ name, variable }) => [name, variable] as const);
  return new VariablesState(new Map([...parameters, ...Object.entries(model.statistics)]));
}
