import * as tf from '@tensorflow/tfjs';
import { ContrasegError } from '../../../core/errors/index.js';
import type { BankContext, OpenBank } from '../../../core/interfaces/memory-bank.js';
import { wrongBankRows } from '../errors.js';

/** Rounding may make a row of unit length this long. */
const LONGEST_ROW = 1 + 1e-3;

/**
 * Banks are plugins: a row longer than 1, which the loss counts on not to meet, would overflow its exponentials. Rows are
 * looked at once, in the first check after they were written.
 */
export class BankRowsCheck {
  private readonly seen = new WeakSet<object>();

  /** @param names of the banks, for errors */
  constructor(
    private readonly banks: readonly OpenBank[],
    private readonly names: readonly string[],
    private readonly context: Pick<BankContext, 'classCount' | 'dimension'>,
  ) {}

  /** @throws ContrasegError that names the bank */
  check(): void {
    const { classCount, dimension } = this.context;
    tf.tidy(() => {
      const unseen: { readonly fail: (flaw: string) => never; readonly length: tf.Tensor }[] = [];
      this.banks.forEach((bank, i) => {
        for (let classId = 0; classId < classCount; classId++) {
          const fail = (flaw: string) => this.fail(i, classId, flaw);
          const blocks = bank.blocks(classId);
          const width = blocks.find((block) => block.shape[1] !== dimension)?.shape[1];
          if (width !== undefined) fail(`rows of ${width} numbers, where embeddings have ${dimension}`);
          const rows = blocks.reduce((sum, block) => sum + block.shape[0], 0);
          if (rows !== bank.count(classId)) fail(`${rows} rows, where its count is ${bank.count(classId)}`);
          for (const block of blocks) {
            if (this.seen.has(block.dataId)) continue;
            this.seen.add(block.dataId);
            unseen.push({ fail, length: tf.sqrt(tf.max(tf.sum(tf.square(block), 1))) });
          }
        }
      });
      if (unseen.length === 0) return;
      const lengths = tf.stack(unseen.map(({ length }) => length)).dataSync();
      unseen.forEach(({ fail }, i) => {
        if (!(lengths[i]! <= LONGEST_ROW)) fail(tooLong(lengths[i]!));
      });
    });
  }

  /**
   * The same of rows that a bank of queues is about to write, which leaves out those that are not finite.
   * @throws ContrasegError that names the bank
   */
  checkLengths(bank: number, classes: readonly number[], lengths: ArrayLike<number>): void {
    classes.forEach((classId, row) => {
      const length = lengths[row]!;
      if (Number.isFinite(length) && length > LONGEST_ROW) this.fail(bank, classId, tooLong(length));
    });
  }

  /** Takes what a bank holds as seen: rows of before, and those that were looked at before they were written. */
  trust(bank: number): void {
    for (let classId = 0; classId < this.context.classCount; classId++) {
      for (const { dataId } of this.banks[bank]!.blocks(classId)) this.seen.add(dataId);
    }
  }

  private fail(bank: number, classId: number, flaw: string): never {
    throw new ContrasegError(wrongBankRows(bank, this.names[bank]!, classId, flaw));
  }
}

function tooLong(length: number): string {
  return `a row of length ${length.toPrecision(4)}`;
}
