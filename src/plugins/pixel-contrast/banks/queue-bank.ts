import type * as tf from '@tensorflow/tfjs';
import type { BankRows, OpenBank, PixelGroup } from '../../../core/interfaces/memory-bank.js';
import type { ComponentState } from '../../../core/interfaces/stateful.js';
import type { RandomStream } from '../../../core/random/random-stream.js';
import { choosePixels } from '../pixels/choose-pixels.js';
import type { ClassQueues } from './class-queues.js';

/** Where banks of queues differ. */
export interface QueueBankRules {
  /** Pixels of each image and class whose embeddings the bank wants, at most. */
  readonly pixelsPerGroup: number;
  /** Pushes what it makes of the embeddings of a batch. */
  write(queues: ClassQueues, rows: BankRows): void;
  /** Whether an epoch ends with empty queues; they are kept when absent. */
  readonly clearAfterEpoch?: boolean;
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
    this.rules.write(this.queues, rows);
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
