import * as tf from '@tensorflow/tfjs';
import type { ComponentState, Stateful } from '../../src/core/interfaces/stateful.js';
import { type StatefulParts } from '../../src/core/training/checkpoint.js';
import { VariablesState } from '../../src/core/training/variables-state.js';

/** A component that keeps what it is given. */
export class Kept implements Stateful {
  loaded?: ComponentState['values'];

  constructor(private readonly values: NonNullable<ComponentState['values']>) {}

  saveState(): ComponentState {
    return { values: this.values };
  }

  loadState({ values }: ComponentState): void {
    this.loaded = values;
  }
}

/** A small model whose weights are all `value`, with a component that has values only. Dispose it. */
export function parts(value: number, size = 6): StatefulParts & { readonly kernel: tf.Variable; dispose(): void } {
  const kernel = tf.variable(tf.fill([2, size / 2], value));
  const count = tf.variable(tf.scalar(value, 'int32'));
  const all = {
    model: new VariablesState(
      new Map<string, tf.Variable>([
        ['kernel', kernel],
        ['count', count],
      ]),
    ),
    stopping: new Kept({ best: value }),
  };
  const hidden = { kernel, dispose: () => tf.dispose([kernel, count]) };
  return Object.defineProperties(all, {
    kernel: { value: hidden.kernel },
    dispose: { value: hidden.dispose },
  }) as never;
}
