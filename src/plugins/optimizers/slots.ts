import * as tf from '@tensorflow/tfjs';
import type { Parameter } from '../../core/interfaces/optimizer.js';
import type { ComponentState } from '../../core/interfaces/stateful.js';

/** One tensor of the same shape beside each parameter, such as its momentum; zero at first. */
export class Slots {
  private readonly tensors = new Map<string, tf.Tensor>();

  constructor(
    readonly name: string,
    parameters: readonly Parameter[],
  ) {
    for (const { name: key, variable } of parameters) this.tensors.set(key, tf.zerosLike(variable));
  }

  get(parameter: string): tf.Tensor {
    return this.tensors.get(parameter)!;
  }

  /** Takes `value` over and disposes what was there. */
  set(parameter: string, value: tf.Tensor): void {
    this.tensors.get(parameter)?.dispose();
    this.tensors.set(parameter, tf.keep(value));
  }

  /** The slots as part of a checkpoint. */
  save(): NonNullable<ComponentState['tensors']> {
    return Object.fromEntries([...this.tensors].map(([key, tensor]) => [`${this.name}/${key}`, tensor]));
  }

  load(state: ComponentState): void {
    for (const key of this.tensors.keys()) {
      const saved = state.tensors?.[`${this.name}/${key}`];
      if (saved) this.set(key, saved.clone());
    }
  }

  dispose(): void {
    for (const tensor of this.tensors.values()) tensor.dispose();
    this.tensors.clear();
  }
}
