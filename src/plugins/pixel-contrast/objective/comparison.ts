import * as tf from '@tensorflow/tfjs';
import type { ExampleSampler } from '../../../core/interfaces/sampler.js';
import type { RandomStream } from '../../../core/random/random-stream.js';
import type { ContrastSet } from './contrast-set.js';

export interface ContrastOptions {
  /** tau, above 0 */
  readonly temperature: number;
  readonly examples: ExampleSampler;
  readonly random: RandomStream;
  /** Promises that no row is longer than 1, which saves the search for the largest score. */
  readonly unitLength?: boolean;
  /** Bytes that a block of scores and its copies may take; 64 MiB when absent. */
  readonly memoryBudget?: number;
}

/** One evaluation of the loss: what its parts read, and none of them changes. */
export interface Comparison {
  /** What the anchors are to each other, `[anchors, dimension]`. */
  readonly anchors: tf.Tensor2D;
  /** The anchors divided by tau, so that their products with rows are the scores s_ax, `[anchors, dimension]`. */
  readonly queries: tf.Tensor2D;
  readonly set: ContrastSet;
  readonly sampler: ExampleSampler;
  readonly random: RandomStream;
  /** Whether every sum of exp(s_ax) stays finite without subtracting a maximum. */
  readonly bounded: boolean;
  /** Bytes that a block of scores and its copies may take. */
  readonly memoryBudget: number;
}

/** Below this, exp(score) and sums of a billion of them stay within float32. */
const LARGEST_PLAIN_SCORE = 40;

export function compare(anchors: tf.Tensor2D, set: ContrastSet, options: ContrastOptions): Comparison {
  const { temperature, examples, random, unitLength = false, memoryBudget = 64 * 2 ** 20 } = options;
  const queries = tf.div<tf.Tensor2D>(anchors, temperature);
  const bounded = unitLength && 1 / temperature <= LARGEST_PLAIN_SCORE;
  return { anchors, queries, set, sampler: examples, random, bounded, memoryBudget };
}

/** How many rows of a block fit into the memory budget, at least 1, where each takes `numbers` float32. */
export function rowsWithin({ memoryBudget }: Comparison, numbers: number): number {
  return Math.max(1, Math.floor(memoryBudget / (4 * numbers)));
}
