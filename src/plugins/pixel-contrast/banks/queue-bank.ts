import * as tf from '@tensorflow/tfjs';
import type { BankRows, OpenBank, PixelGroup } from '../../../core/interfaces/memory-bank.js';
import type { ComponentState } from '../../../core/interfaces/stateful.js';
import type { RandomStream } from '../../../core/random/random-stream.js';
import { choosePixels } from '../pixels/choose-pixels.js';
import { type ClassQueues, rowLengths } from './class-queues.js';

/** Rows for queues, each with its class. */
export interface ClassRows {
  /** `[classes.length, dimension]`; one that is not finite is left out. */
  readonly rows: tf.Tensor2D;
  readonly classes: readonly number[];
}

/** Where banks of queues differ. */
export interface QueueBankRules {
  /** Pixels of each image and class whose embeddings the bank wants, at most. */
  readonly pixelsPerGroup: number;
  /** What it makes of the embeddings of a batch, without a look at their values: that would wait for the engine. */
  rowsOf(rows: BankRows): ClassRows;
  /** Whether an epoch ends with empty queues; they are kept when absent. */
  readonly clearAfterEpoch?: boolean;
}

/** Rows that are ready to be written once somebody knows their lengths. */
export interface StagedRows extends ClassRows {
  /** `[classes.length]`, for `commit`; not finite where a row is not. */
  readonly lengths: tf.Tensor1D;
  commit(lengths: ArrayLike<number>): void;
}

/** One queue per class, filled from random pixels of each group. */
export class QueueBank implements OpenBank {
  readonly capacity: number;

  constructor(
    private readonly queues: ClassQueues,
    private readonly rules: QueueBankRules,
  ) {
    this.capacity = queues.capacity;
  }

  count(classId: number): number {
    return this.queues.count(classId);
  }

  blocks(classId: number): readonly tf.Tensor2D[] {
    return this.queues.blocks(classId);
  }

  choose(groups: readonly PixelGroup[], random: RandomStream): PixelGroup[] {
    return groups.map((group) => choosePixels(group, this.rules.pixelsPerGroup, random));
  }

  push(rows: BankRows): void {
    if (rows.embeddings.shape[0] === 0) return;
    tf.tidy(() => {
      const staged = this.stage(rows);
      staged.commit(staged.lengths.dataSync());
    });
  }

  /** The first half of `push`: several banks can have the lengths of their rows read together. Call it inside `tf.tidy`. */
  stage(given: BankRows): StagedRows {
    const { rows, classes } = this.rules.rowsOf(given);
    const commit = (lengths: ArrayLike<number>) =>
      this.queues.push(
        rows,
        classes,
        classes.map((_, row) => Number.isFinite(lengths[row])),
      );
    return { rows, classes, lengths: rowLengths(rows), commit };
  }

  afterEpoch(): void {
    if (this.rules.clearAfterEpoch) this.queues.clear();
  }

  saveState(): ComponentState {
    return this.queues.saveState();
  }

  loadState(state: ComponentState): void {
    this.queues.loadState(state);
  }

  dispose(): void {
    this.queues.clear();
  }
}
