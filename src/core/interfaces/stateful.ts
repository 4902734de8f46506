import type * as tf from '@tensorflow/tfjs';

/** Anything JSON can hold; what a checkpoint stores beside its tensors. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** One component's part of a checkpoint. */
export interface ComponentState {
  /** Tensors by name. The caller only reads them; they stay the component's own. */
  readonly tensors?: Readonly<Record<string, tf.Tensor>>;
  readonly values?: Readonly<Record<string, JsonValue>>;
}

/** A component whose state outlives a step and therefore belongs into every checkpoint. */
export interface Stateful {
  saveState(): ComponentState;
  /**
   * Restores what `saveState` returned, bit for bit.
   * The tensors belong to the caller, who disposes them afterwards: clone what you keep.
   * @throws Error that says what does not fit this component, such as a tensor of another shape
   */
  loadState(state: ComponentState): void;
}

export function isStateful(value: object): value is Stateful {
  return 'saveState' in value && 'loadState' in value;
}

/** A component that holds tensors; the registry disposes it with the run. */
export interface Disposable {
  dispose(): void;
}

export function isDisposable(value: object): value is Disposable {
  return 'dispose' in value && typeof value.dispose === 'function';
}
