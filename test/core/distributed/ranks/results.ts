import type { averagedStatistics, evaluated, gathered, nonFinite, normalized } from './alike.js';
import type { Taken } from './take-steps.js';

/** What a rank leaves, see `rank.ts`. */
export interface RankResult {
  readonly rank: number;
  readonly gathered: ReturnType<typeof gathered>;
  readonly ragged: readonly { readonly rank: number; readonly text: string; readonly none: readonly unknown[] }[];
  readonly normalized: ReturnType<typeof normalized>;
  readonly oneStep: Readonly<Record<string, Taken>>;
  readonly contrasts: Readonly<Record<string, Taken>>;
  readonly banks: Taken;
  readonly blank: Taken;
  readonly local: Taken;
  readonly evaluated: Awaited<ReturnType<typeof evaluated>>;
  readonly averaged: Awaited<ReturnType<typeof averagedStatistics>>;
  readonly nonFinite: Awaited<ReturnType<typeof nonFinite>>;
  readonly diverged: string;
  /** Tensors that were not disposed. */
  readonly left: number;
}
