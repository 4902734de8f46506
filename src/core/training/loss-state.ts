import type * as tf from '@tensorflow/tfjs';
import type { LossTerm } from '../interfaces/loss.js';
import type { OpenBank } from '../interfaces/memory-bank.js';
import { type ComponentState, isStateful, type JsonValue, type Stateful } from '../interfaces/stateful.js';

type Values = Record<string, JsonValue>;
type Tensors = Record<string, tf.Tensor>;

/** Names that belong to bank `i`: `i` among the values, `i/…` among the tensors. */
const OF_A_BANK = /^\d+(\/|$)/;

/**
 * What a checkpoint holds of a loss beside its variables: the term's own state, if it has one, and that of each bank that
 * its setup opened. Undefined where there is neither.
 */
export function lossState(term: LossTerm, banks: readonly OpenBank[]): Stateful | undefined {
  const own = isStateful(term) ? term : undefined;
  return own || banks.length > 0 ? new LossState(own, banks) : undefined;
}

class LossState implements Stateful {
  constructor(
    private readonly own: Stateful | undefined,
    private readonly banks: readonly OpenBank[],
  ) {}

  saveState(): ComponentState {
    const own = this.own?.saveState() ?? {};
    const tensors: Tensors = { ...own.tensors };
    const values: Values = { ...own.values };
    const taken = Object.keys({ ...tensors, ...values }).find((name) => this.isOfBank(name));
    if (taken) throw new Error(`its state names "${taken}"; names that begin with a number are those of its banks`);
    this.banks.forEach((bank, i) => {
      const state = bank.saveState();
      for (const [name, tensor] of Object.entries(state.tensors ?? {})) tensors[`${i}/${name}`] = tensor;
      values[i] = state.values ?? {};
    });
    return { tensors, values };
  }

  loadState({ tensors = {}, values = {} }: ComponentState): void {
    const rest = <T>(all: Readonly<Record<string, T>>) =>
      Object.fromEntries(Object.entries(all).filter(([name]) => !this.isOfBank(name)));
    this.own?.loadState({ tensors: rest(tensors), values: rest(values) });
    this.banks.forEach((bank, i) => {
      const prefix = `${i}/`;
      const own = Object.entries(tensors)
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, tensor]) => [name.slice(prefix.length), tensor] as const);
      bank.loadState({ tensors: Object.fromEntries(own), values: (values[i] ?? {}) as Values });
    });
  }

  private isOfBank(name: string): boolean {
    return this.banks.length > 0 && OF_A_BANK.test(name);
  }
}
