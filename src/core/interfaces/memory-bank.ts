import type * as tf from '@tensorflow/tfjs';
import type { RandomStream } from '../random/random-stream.js';
import type { Disposable, Stateful } from './stateful.js';

/** Pixels of one class in one image of the batch. */
export interface PixelGroup {
  /** Position in the batch. */
  readonly image: number;
  readonly classId: number;
  /** Flat indices into the embedding grid `[batch, h, w]`, each of class `classId`, none twice. */
  readonly pixels: Int32Array;
  /** How many of `pixels`, from the front, should be chosen before the others; all of them when absent. */
  readonly preferred?: number;
}

/** What a memory bank must know to reserve its rows. */
export interface BankContext {
  readonly classCount: number;
  /** Size of an embedding. */
  readonly dimension: number;
  readonly trainingImages: number;
}

/** What one batch adds to one bank. */
export interface BankRows {
  readonly groups: readonly PixelGroup[];
  /** `[pixels of all groups, dimension]`, unit length, detached, group after group. */
  readonly embeddings: tf.Tensor2D;
}

/** Choices about a memory of embeddings; it holds no rows. */
export interface MemoryBank {
  /** Makes an empty bank for one run; called in the setup of a loss. What the bank holds is in every checkpoint without the loss's doing. */
  allocate(context: BankContext): OpenBank;
}

/** One first-in-first-out queue of embeddings per class, filled from past batches. */
export interface OpenBank extends Stateful, Disposable {
  /** Rows per class, at most. */
  readonly capacity: number;

  /** Rows of `classId` that were written and not yet overwritten. */
  count(classId: number): number;

  /**
   * The rows of one class as constant tensors `[rows, dimension]` in a fixed order, nothing unwritten among them and no row
   * longer than 1.
   * They belong to the bank and are valid until the next `push`, `afterEpoch` or `loadState`.
   */
  blocks(classId: number): readonly tf.Tensor2D[];

  /**
   * Picks the pixels of this batch whose embeddings the bank wants, before anything is projected.
   * @param groups every (image, class) of the batch with all its pixels, in the order image, class
   */
  choose(groups: readonly PixelGroup[], random: RandomStream): PixelGroup[];

  /** Writes what `choose` asked for, after the optimizer's update. Non-finite rows are left out; the rows stay the caller's. */
  push(rows: BankRows): void;

  /** Called after the last step of an epoch. */
  afterEpoch?(): void;
}
