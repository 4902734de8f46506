import * as tf from '@tensorflow/tfjs';
import type { ComponentState, Stateful } from '../../src/core/interfaces/stateful.js';
import type { CheckpointHeader } from '../../src/core/run/checkpoint/checkpoint-file.js';
import { VariablesState } from '../../src/core/run/checkpoint/variables-state.js';

/** The header of a checkpoint after some iterations. */
export function headerAt(iteration: number, best?: number): CheckpointHeader {
  return { iteration, ...(best !== undefined && { best }), classes: ['road', 'sky'], trainingImages: 'abc' };
}

/** A component that hands out values and keeps what it is given. */
class Kept implements Stateful {
  loaded?: ComponentState['values'];

  constructor(private readonly values: NonNullable<ComponentState['values']>) {}

  saveState(): ComponentState {
    return { values: this.values };
  }

  loadState({ values }: ComponentState): void {
    this.loaded = values;
  }
}

/** The parts of a small run whose weights are all `value`. Their variables are gone with the process. */
export function smallParts(value: number, size = 6) {
  const kernel = tf.variable(tf.fill([2, size / 2], value));
  const count = tf.variable(tf.scalar(value, 'int32'));
  const variables = new Map<string, tf.Variable>(Object.entries({ kernel, count }));
  return { model: new VariablesState(variables), stopping: new Kept({ best: value }) };
}

/** What the weights of `smallParts` are now; fails where they are mixed. */
export function weightOf({ model }: ReturnType<typeof smallParts>): number {
  const values = Object.values(model.saveState().tensors!).flatMap((tensor) => [...tensor.dataSync()]);
  if (new Set(values).size !== 1) throw new Error(`mixed weights: ${values.join(' ')}`);
  return values[0]!;
}
