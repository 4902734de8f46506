import type * as tf from '@tensorflow/tfjs';
import type { BankContext, BankRows, MemoryBank, PixelGroup } from '../../../core/interfaces/memory-bank.js';
import type { ComponentState } from '../../../core/interfaces/stateful.js';
import type { RandomStream } from '../../../core/random/random-stream.js';
import { choosePixels } from '../pixels/choose-pixels.js';
import { ClassQueues } from './class-queues.js';

/** A bank that holds one queue per class and takes random pixels of each group; which rows those become is left to `push`. */
export abstract class QueueBank implements MemoryBank {
  protected queues = new ClassQueues(1, { classCount: 0, dimension: 0, trainingImages: 0 });

  /**
   * @param pixelsPerGroup pixels of each image and class whose embeddings the bank wants, at most
   * @param capacityFor rows per class
   */
  constructor(
    private readonly pixelsPerGroup: number,
    private readonly capacityFor: (context: BankContext) => number,
  ) {}

  abstract push(rows: BankRows): void;

  get capacity(): number {
    return this.queues.capacity;
  }

  allocate(context: BankContext): void {
    this.queues = new ClassQueues(this.capacityFor(context), context);
  }

  count(classId: number): number {
    return this.queues.count(classId);
  }

  blocks(classId: number): readonly tf.Tensor2D[] {
    return this.queues.blocks(classId);
  }

  choose(groups: readonly PixelGroup[], random: RandomStream): PixelGroup[] {
    return groups.map((group) => choosePixels(group, this.pixelsPerGroup, random));
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
