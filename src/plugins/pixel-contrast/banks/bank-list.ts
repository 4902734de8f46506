import * as tf from '@tensorflow/tfjs';
import { ContrasegError } from '../../../core/errors/index.js';
import type { BankContext, MemoryBank, OpenBank, PixelGroup } from '../../../core/interfaces/memory-bank.js';
import type { Disposable } from '../../../core/interfaces/stateful.js';
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
export class BankList implements Disposable {
  readonly banks: readonly OpenBank[];
  private readonly rowsCheck: BankRowsCheck;

  constructor(
    private readonly components: readonly MemoryBank[],
    context: BankContext,
  ) {
    this.banks = components.map((component) => component.allocate(context));
    const names = components.map((component) => component.constructor.name);
    this.rowsCheck = new BankRowsCheck(this.banks, names, context);
  }

  /**
   * The pixels that each bank wants of a batch.
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
   * Hands every bank what it asked for.
   * @param embeddings `[rows, dimension]`
   * @throws ContrasegError that names the bank whose rows the loss cannot count on from then on
   */
  push(embeddings: tf.Tensor2D, requests: readonly BankRequest[]): void {
    tf.tidy(() => {
      this.banks.forEach((bank, i) => {
        const { groups, rows } = requests[i]!;
        if (rows.length > 0) bank.push({ groups, embeddings: tf.gather(embeddings, tf.tensor1d(rows, 'int32')) });
      });
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
