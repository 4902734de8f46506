import * as tf from '@tensorflow/tfjs';
import { ContrasegError } from '../../../core/errors/index.js';
import type { Collective } from '../../../core/interfaces/collective.js';
import type { BankContext, MemoryBank, OpenBank, PixelGroup } from '../../../core/interfaces/memory-bank.js';
import type { Disposable } from '../../../core/interfaces/stateful.js';
import type { RandomStreams } from '../../../core/random/random-streams.js';
import { wrongPixels } from '../errors.js';
import { flawOfPixels } from '../pixels/flaw-of-pixels.js';
import type { LabelGrid } from '../pixels/label-grid.js';
import { gatherRows } from '../ranks/gather-rows.js';
import { BankRowsCheck } from './bank-rows-check.js';
import { QueueBank, type StagedRows } from './queue-bank.js';

/** What one bank adds after the step. */
export interface BankRequest {
  /** Pixels of the batch of all ranks. */
  readonly groups: readonly PixelGroup[];
  /** Which rank has each of them. */
  readonly ranks: readonly number[];
  /** Those that this rank has: their rows among its embeddings of the step. */
  readonly rows: Int32Array;
}

/** The banks of one loss, each checked: they are plugins too. */
export class BankList implements Disposable {
  readonly banks: readonly OpenBank[];
  private readonly rowsCheck: BankRowsCheck;

  constructor(
    private readonly components: readonly MemoryBank[],
    context: BankContext,
    private readonly collective: Collective,
  ) {
    this.banks = components.map((component) => component.allocate(context));
    const names = components.map((component) => component.constructor.name);
    this.rowsCheck = new BankRowsCheck(this.banks, names, context);
  }

  /**
   * The pixels that each bank wants of the batch of all ranks.
   * @throws ContrasegError that names the bank whose pixels are not what its interface promises
   */
  choose({ groups, labels }: LabelGrid, random: RandomStreams): PixelGroup[][] {
    return this.banks.map((bank, i) => {
      const chosen = bank.choose(groups, random.stream(`memory[${i}]`));
      const flaw = flawOfPixels(chosen, labels, { ascending: false });
      if (flaw) throw new ContrasegError(wrongPixels(`memory[${i}]`, this.components[i]!.constructor.name, flaw));
      return chosen;
    });
  }

  /**
   * Hands every bank what it asked for, the rows of all ranks in the order image, class, draw: all banks are alike. Banks of
   * queues need one look at the values, all of them together.
   * @param embeddings of this rank, `[rows, dimension]`; those of a rank that has nothing to push are empty
   * @throws ContrasegError that names the bank whose rows the loss cannot count on from then on
   */
  push(embeddings: tf.Tensor2D, requests: readonly BankRequest[]): void {
    this.rowsCheck.check();
    tf.tidy(() => {
      const staged: { readonly bank: number; readonly rows: StagedRows }[] = [];
      this.banks.forEach((bank, i) => {
        const { groups, ranks, rows } = requests[i]!;
        if (ranks.length === 0) return;
        const own = tf.gather(embeddings, tf.tensor1d(rows, 'int32'));
        const given = { groups, embeddings: gatherRows(own, ranks, this.collective) };
        if (isStaged(bank)) staged.push({ bank: i, rows: bank.stage(given) });
        else bank.push(given);
      });
      if (staged.length === 0) return;
      const lengths = tf.concat(staged.map(({ rows }) => rows.lengths)).dataSync();
      let start = 0;
      for (const { bank, rows } of staged) {
        const own = lengths.slice(start, start + rows.classes.length);
        start += own.length;
        this.rowsCheck.checkLengths(bank, rows.classes, own);
        rows.commit(own);
        this.rowsCheck.trust(bank);
      }
    });
    this.rowsCheck.check();
  }

  afterEpoch(): void {
    for (const bank of this.banks) bank.afterEpoch?.();
  }

  dispose(): void {
    for (const bank of this.banks) bank.dispose();
  }
}

/** Whether a bank is one of queues, as it comes: what a plugin changes on it is asked for and checked as its own. */
function isStaged(bank: OpenBank): bank is QueueBank {
  const own = ['push', 'blocks', 'stage'] as const;
  return bank instanceof QueueBank && own.every((name) => bank[name] === QueueBank.prototype[name]);
}
