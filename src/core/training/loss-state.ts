import type * as tf from '@tensorflow/tfjs';
import type { LossTerm } from '../interfaces/loss.js';
import { type ComponentState, isStateful, type JsonValue, type Stateful } from '../interfaces/stateful.js';

type Values = Record<string, JsonValue>;
type Tensors = Record<string, tf.Tensor>;

/** Names that belong to nested state `i`: `i` among the values, `i/…` among the tensors. */
const NESTED = /^\d+(\/|$)/;

/**
 * What a checkpoint holds of a loss beside its variables: the term's own state, if it has one, and that of each bank and
 * inner loss that its setup opened. Undefined where there is neither.
 */
export function lossState(term: LossTerm, nested: readonly Stateful[]): Stateful | undefined {
  const own = isStateful(term) ? term : undefined;
  return own || nested.length > 0 ? new LossState(own, nested) : undefined;
}

class LossState implements Stateful {
  constructor(
    private readonly own: Stateful | undefined,
    private readonly nested: readonly Stateful[],
  ) {}

  saveState(): ComponentState {
    const own = this.own?.saveState() ?? {};
    const tensors: Tensors = { ...own.tensors };
    const values: Values = { ...own.values };
    const taken = Object.keys({ ...tensors, ...values }).find((name) => this.isNested(name));
    if (taken)
      throw new Error(
        `its state names "${taken}"; names that begin with a number are those of its banks and inner losses`,
      );
    this.nested.forEach((part, i) => {
      const state = part.saveState();
      for (const [name, tensor] of Object.entries(state.tensors ?? {})) tensors[`${i}/${name}`] = tensor;
      values[i] = state.values ?? {};
    });
    return { tensors, values };
  }

  loadState({ tensors = {}, values = {} }: ComponentState): void {
    const rest = <T>(all: Readonly<Record<string, T>>) =>
      Object.fromEntries(Object.entries(all).filter(([name]) => !this.isNested(name)));
    this.own?.loadState({ tensors: rest(tensors), values: rest(values) });
    this.nested.forEach((part, i) => {
      const prefix = `${i}/`;
      const own = Object.entries(tensors)
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, tensor]) => [name.slice(prefix.length), tensor] as const);
      part.loadState({ tensors: Object.fromEntries(own), values: (values[i] ?? {}) as Values });
    });
  }

  private isNested(name: string): boolean {
    return this.nested.length > 0 && NESTED.test(name);
  }
}
