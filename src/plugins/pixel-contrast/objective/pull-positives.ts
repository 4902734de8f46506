import * as tf from '@tensorflow/tfjs';
import { softplusAndSigmoid } from '../../../core/engine/ops/exponentials.js';
import {
  type AllowedColumns,
  selectPerRow,
  spreadPerRow,
} from '../../../core/engine/ops/select-per-row/select-per-row.js';
import { scores, weightedRows } from './blocks.js';
import { type Comparison, rowsWithin } from './comparison.js';
import type { ClassRange } from './contrast-set.js';
import { drawSources, type PositiveSource } from './positive-sources.js';

/** What the positives of every anchor come to; all zero for anchors without positives. */
export interface Positives {
  /** `[anchors, 1]`, L_a: the mean of softplus(z_a - s_ap). */
  readonly losses: tf.Tensor2D;
  /** `[anchors, 1]`, the mean of q_ap = sigmoid(z_a - s_ap). */
  readonly meanSigmoid: tf.Tensor2D;
  /** `[anchors, dimension]`, rows of banks and batch weighted by q_ap / |P_a|. */
  readonly weightedRows: tf.Tensor2D;
  /** `[anchors, anchors]`, q_ap / |P_a| where one anchor is a positive of another, 0 elsewhere. */
  readonly pairs?: tf.Tensor2D;
  /** |P_a|, by range. */
  readonly counts: readonly number[];
}

type Means = Omit<Positives, 'counts'>;

/** Sums over the examples of one source, `[anchors, …]` as in `Positives`. */
interface SourceSums {
  readonly softplusSum: tf.Tensor2D;
  readonly sigmoidSum: tf.Tensor2D;
  readonly weightedRows: tf.Tensor2D;
  readonly pairs: tf.Tensor2D | undefined;
}

/** Anchors `start` … `start + size - 1` of the class of `range`, and what they are compared with. */
interface Part {
  readonly start: number;
  readonly size: number;
  readonly range: ClassRange;
  readonly sources: readonly PositiveSource[];
}

/**
 * Positives as a sampler picks them, ranked within each source: each class's rows meet its own anchors.
 * @param z `[anchors, 1]`, z_a
 */
export function pullPositives(comparison: Comparison, z: tf.Tensor2D): Positives {
  const { set } = comparison;
  const parts: Means[] = [];
  const counts: number[] = [];
  for (const range of set.ranges) {
    const sources = drawSources(comparison, range);
    const widest = Math.max(1, ...sources.map(({ plan, mates }) => mates?.length ?? plan.draw));
    const most = rowsWithin(comparison, 6 * widest);
    for (let start = range.start; start < range.end; start += most) {
      const part = { start, size: Math.min(range.end - start, most), range, sources };
      parts.push(tf.tidy(() => pullPart(comparison, z, part)));
    }
    counts.push(keptCount(sources));
  }
  const join = (pick: (part: Means) => tf.Tensor2D) => tf.concat(parts.map(pick), 0);
  return {
    losses: join((part) => part.losses),
    meanSigmoid: join((part) => part.meanSigmoid),
    weightedRows: join((part) => part.weightedRows),
    pairs: set.batch ? join((part) => part.pairs!) : undefined,
    counts,
  };
}

function keptCount(sources: readonly PositiveSource[]): number {
  return sources.reduce((sum, { plan }) => sum + plan.keep, 0);
}

function pullPart({ queries, set }: Comparison, z: tf.Tensor2D, { start, size, range, sources }: Part): Means {
  const [total, dimension] = queries.shape;
  const own = tf.slice(queries, start, size);
  const ownZ = tf.slice(z, start, size);
  const sums: SourceSums[] = [];
  for (const { plan, blocks, mates } of sources) {
    const allowed = mates && {
      masks: mates.slice(start - range.start, start - range.start + size),
      maskOfRow: Array.from({ length: size }, (_, row) => row),
    };
    const ofSource = tf.tidy(() => {
      const { sigmoid, ...rest } = pullHardest(scores(own, blocks), ownZ, plan.keep, allowed);
      const pairs = mates && widen(sigmoid, range.start, total);
      return { ...rest, weightedRows: weightedRows(sigmoid, blocks), pairs };
    });
    sums.push(ofSource);
  }
  const mean = (pick: (sums: SourceSums) => tf.Tensor2D | undefined, width: number): tf.Tensor2D => {
    const some = sums.flatMap((ofSource) => pick(ofSource) ?? []);
    return some.length > 0 ? tf.div(tf.addN(some), Math.max(1, keptCount(sources))) : tf.zeros([size, width]);
  };
  return {
    losses: mean((ofSource) => ofSource.softplusSum, 1),
    meanSigmoid: mean((ofSource) => ofSource.sigmoidSum, 1),
    weightedRows: mean((ofSource) => ofSource.weightedRows, dimension),
    pairs: set.batch ? mean((ofSource) => ofSource.pairs, total) : undefined,
  };
}

/** Over the `keep` lowest scores: the sums of softplus(z - s) and of q = sigmoid(z - s) `[anchors, 1]`, and q in its columns. */
function pullHardest(scores: tf.Tensor2D, z: tf.Tensor2D, keep: number, allowed?: AllowedColumns) {
  const width = scores.shape[1];
  const kept = keep < width ? selectPerRow(scores, keep, 'smallest', allowed) : undefined;
  const margin = tf.sub<tf.Tensor2D>(z, kept?.values ?? scores);
  const { sigmoid: q, ...sums } = softplusAndSigmoid(margin);
  return { ...sums, sigmoid: kept ? spreadPerRow({ values: q, columns: kept.columns }, width) : q };
}

/** Puts columns at `offset` between zeros: `[rows, total]`. */
function widen(columns: tf.Tensor2D, offset: number, total: number): tf.Tensor2D {
  return tf.pad(columns, [
    [0, 0],
    [offset, total - offset - columns.shape[1]],
  ]);
}
