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

  /** @throws Error that names the first slot that is missing or of another type or shape than its parameter */
  load(state: ComponentState): void {
    for (const [key, tensor] of this.tensors) {
      const name = `${this.name}/${key}`;
      const saved = state.tensors?.[name];
      if (!saved) throw new Error(`${name} is missing`);
      if (saved.dtype !== tensor.dtype || !tf.util.arraysEqual(saved.shape, tensor.shape)) {
        throw new Error(`${name} is ${saved.dtype} [${saved.shape}], expected ${tensor.dtype} [${tensor.shape}]`);
      }
    }
    for (const key of this.tensors.keys()) this.set(key, state.tensors![`${this.name}/${key}`]!.clone());
  }

  dispose(): void {
    for (const tensor of this.tensors.values()) tensor.dispose();
    this.tensors.clear();
  }
}
