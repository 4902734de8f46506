import * as tf from '@tensorflow/tfjs';
import { ContrasegError } from '../../../core/errors/index.js';
import type { LossContext } from '../../../core/interfaces/loss.js';
import type { BankContext, MemoryBank, PixelGroup } from '../../../core/interfaces/memory-bank.js';
import type { ComponentState, Disposable, JsonValue, Stateful } from '../../../core/interfaces/stateful.js';
import type { RandomStreams } from '../../../core/random/random-streams.js';
import { wrongPixels } from '../errors.js';
import { flawOfPixels } from '../pixels/flaw-of-pixels.js';
import type { LabelGrid } from '../pixels/label-grid.js';
import { BankRowsCheck } from './bank-rows-check.js';

/** What one bank adds after the step: pixels, and their rows among the embeddings of the step. */
export interface BankRequest {
  readonly groups: readonly PixelGroup[];
  readonly rows: Int32Array;
}

/** The banks of one loss, each checked: they are plugins too. */
export class BankList implements Stateful, Disposable {
  private readonly rowsCheck = new BankRowsCheck();

  constructor(readonly banks: readonly MemoryBank[]) {}

  allocate(context: BankContext): void {
    for (const bank of this.banks) bank.allocate(context);
  }

  /**
   * The pixels that each bank wants of a batch.
   * @throws ContrasegError that names the bank whose pixels are not what its interface promises
   */
  choose({ groups, labels }: LabelGrid, random: RandomStreams): PixelGroup[][] {
    return this.banks.map((bank, i) => {
      const chosen = bank.choose(groups, random.stream(`memory[${i}]`));
      const flaw = flawOfPixels(chosen, labels, { ascending: false });
      if (flaw) throw new ContrasegError(wrongPixels(`memory[${i}]`, bank.constructor.name, flaw));
      return chosen;
    });
  }

  /**
   * Hands every bank what it asked for, and what other processes want to push.
   * @param embeddings `[rows, dimension]`
   */
  push(embeddings: tf.Tensor2D, requests: readonly BankRequest[], fromAll: LossContext['gatherRows']): void {
    tf.tidy(() => {
      this.banks.forEach((bank, i) => {
        const { groups, rows } = requests[i]!;
        if (rows.length === 0 && !fromAll) return;
        const own = { groups, embeddings: tf.gather(embeddings, tf.tensor1d(rows, 'int32')) };
        for (const pushed of fromAll?.(own) ?? [own]) bank.push(pushed);
      });
    });
  }

  /** @throws ContrasegError that names the bank whose rows the loss cannot count on */
  check({ classCount, dimension }: Pick<BankContext, 'classCount' | 'dimension'>): void {
    this.rowsCheck.check(this.banks, classCount, dimension);
  }

  afterEpoch(): void {
    for (const bank of this.banks) bank.afterEpoch?.();
  }

  /** The state of every bank under `<index>/`. */
  saveState(): ComponentState {
    const tensors: Record<string, tf.Tensor> = {};
    const values: Record<string, JsonValue> = {};
    this.banks.forEach((bank, i) => {
      const state = bank.saveState();
      for (const [name, tensor] of Object.entries(state.tensors ?? {})) tensors[`${i}/${name}`] = tensor;
      values[i] = state.values ?? {};
    });
    return { tensors, values };
  }

  loadState({ tensors = {}, values = {} }: ComponentState): void {
    this.banks.forEach((bank, i) => {
      const prefix = `${i}/`;
      const own = Object.entries(tensors)
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, tensor]) => [name.slice(prefix.length), tensor] as const);
      bank.loadState({ tensors: Object.fromEntries(own), values: (values[i] ?? {}) as Record<string, JsonValue> });
    });
  }

  dispose(): void {
    for (const bank of this.banks) bank.dispose();
  }
}
