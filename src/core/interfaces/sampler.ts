import type * as tf from '@tensorflow/tfjs';
import type { RandomStream } from '../random/random-stream.js';
import type { PixelGroup } from './memory-bank.js';

/** Chooses some of what it is offered; every draw comes from the given stream. */
export interface Sampler<Candidates, Selection> {
  sample(candidates: Candidates, random: RandomStream): Selection;
}

/** The batch as an anchor sampler sees it, on the embedding's own grid `[batch, h, w]`. */
export interface AnchorCandidates {
  /** Every (image, class) present with all its pixels, in the order image, class. */
  readonly groups: readonly PixelGroup[];
  /** Class that the head predicts at each cell, flat. */
  readonly predictions: Int32Array;
  /** Softmax probability of the predicted class, flat. Downloaded from the engine only when called. */
  confidence(): Float32Array;
}

export interface AnchorSelection {
  /** The chosen pixels, in the order class, image. */
  readonly groups: readonly PixelGroup[];
  /** For the log: pixels of each class that were chosen, and how many of them the head gets wrong. */
  readonly perClass: ReadonlyMap<number, { readonly anchors: number; readonly hard: number }>;
}

export type AnchorSampler = Sampler<AnchorCandidates, AnchorSelection>;

/** Rows of one kind that the anchors of one class may be compared with. */
export interface ExampleCandidates {
  readonly kind: 'positive' | 'negative';
  /** Valid rows in this source. */
  readonly available: number;
  /** Rows that the loss wants from this source, at most. */
  readonly wanted: number;
}

/** Which rows to score, and which of the scored rows each anchor keeps. */
export interface ExampleSelection {
  /** Row indices below `available`, ascending, or `all`. */
  readonly drawn: Int32Array | 'all';
  /**
   * Marks the rows that each anchor keeps, or keeps all when absent.
   * @param scores similarities `[anchors, drawn rows]`, detached
   * @returns a mask of the same shape, 1 where kept
   */
  readonly keep?: (scores: tf.Tensor2D) => tf.Tensor2D;
}

export interface ExampleSampler extends Sampler<ExampleCandidates, ExampleSelection> {
  /** Positives and negatives per anchor, at most. `Infinity` for every row. */
  readonly positives: number;
  readonly negatives: number;
}

/** Option types of the known anchor samplers; a plugin adds its own by declaration merging. */
export interface AnchorSamplerTypes {}

/** Option types of the known example samplers; a plugin adds its own by declaration merging. */
export interface ExampleSamplerTypes {}
