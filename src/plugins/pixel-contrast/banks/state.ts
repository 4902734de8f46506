import type * as tf from '@tensorflow/tfjs';
import type { MemoryBank } from '../../../core/interfaces/memory-bank.js';
import type { ComponentState, JsonValue } from '../../../core/interfaces/stateful.js';

/** The state of every bank under `<index>/`. */
export function saveBanks(banks: readonly MemoryBank[]): ComponentState {
  const tensors: Record<string, tf.Tensor> = {};
  const values: Record<string, JsonValue> = {};
  banks.forEach((bank, i) => {
    const state = bank.saveState();
    for (const [name, tensor] of Object.entries(state.tensors ?? {})) tensors[`${i}/${name}`] = tensor;
    values[i] = state.values ?? {};
  });
  return { tensors, values };
}

export function loadBanks(banks: readonly MemoryBank[], { tensors = {}, values = {} }: ComponentState): void {
  banks.forEach((bank, i) => {
    const prefix = `${i}/`;
    const own = Object.entries(tensors)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, tensor]) => [name.slice(prefix.length), tensor] as const);
    bank.loadState({ tensors: Object.fromEntries(own), values: (values[i] ?? {}) as Record<string, JsonValue> });
  });
}
