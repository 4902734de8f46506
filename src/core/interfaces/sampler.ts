import type { RandomStream } from '../random/random-stream.js';
import type { PixelGroup } from './memory-bank.js';

/** The batch as an anchor sampler sees it, on the embedding's own grid `[batch, h, w]`. */
export interface AnchorCandidates {
  /** Every (image, class) present with all its pixels, in the order image, class. */
  readonly groups: readonly PixelGroup[];
  /** Class that the head predicts at each cell, flat. */
  readonly predictions: Int32Array;
  /** Softmax probability of the predicted class, flat, 0–1. Downloaded from the engine only when called. */
  confidence(): Float32Array;
}

/** Chooses the pixels that the loss starts from; every draw comes from the given stream. */
export interface AnchorSampler {
  /** @returns pixels of the given groups in the order class, image; none twice */
  sample(candidates: AnchorCandidates, random: RandomStream): readonly PixelGroup[];
}

/** The rows of one kind and one source that the anchors of one class may be compared with. */
export interface ExampleCandidates {
  readonly kind: 'positive' | 'negative';
  /** Valid rows: of the anchor's class and not itself, or of any other class. */
  readonly available: number;
  /** Rows that the loss asks for; above `available` means every row. */
  readonly wanted: number;
}

/** How many rows to draw uniformly without replacement, and how many of those each anchor then keeps, hardest first. */
export interface ExamplePlan {
  readonly draw: number;
  /** Lowest similarities of the drawn positives, highest of the drawn negatives; ties go to the lower row. */
  readonly keep: number;
}

/** Decides how positives and negatives are picked; the loss draws and ranks, once for all anchors of a class. */
export interface ExampleSampler {
  /** Positives and negatives per anchor, at most. `Infinity` for every row. */
  readonly positives: number;
  readonly negatives: number;
  /** @returns `1 <= keep <= draw <= available` */
  plan(candidates: ExampleCandidates): ExamplePlan;
}
