import * as tf from '@tensorflow/tfjs';
import { expWithSum } from '../../../core/engine/ops/exponentials.js';
import {
  type RowSelection,
  selectPerRow,
  spreadPerRow,
  sumSelectedRows,
} from '../../../core/engine/ops/select-per-row/select-per-row.js';
import { scores, weightedRows } from './blocks.js';
import { type Comparison, rowsWithin } from './comparison.js';
import { anchorClasses } from './contrast-set.js';
import { allowedColumns, drawCandidates, type NegativeCandidates } from './negative-candidates.js';
import type { NegativePlan, Negatives } from './negatives.js';

/** Anchors `start` … `end - 1`, which keep the same number of negatives. */
interface Part {
  readonly start: number;
  readonly end: number;
  readonly keep: number;
}

/**
 * Negatives as a sampler picks them: the scores of the anchors against the rows drawn for the whole step, of which each
 * anchor keeps its hardest.
 * @param plans one for each of `set.ranges`
 */
export function selectNegatives(comparison: Comparison, plans: readonly NegativePlan[]): Negatives {
  const { set } = comparison;
  const candidates = drawCandidates(comparison, plans);
  const most = rowsWithin(comparison, 3 * Math.max(1, candidates.classes.length));
  const keeps = plans.flatMap(({ keep }, i) => Array<number>(set.ranges[i]!.end - set.ranges[i]!.start).fill(keep));
  const parts: Omit<Negatives, 'counts'>[] = [];
  for (let start = 0; start < keeps.length; ) {
    const same = keeps.findIndex((keep, i) => i > start && keep !== keeps[start]);
    const part = { start, end: Math.min(same < 0 ? keeps.length : same, start + most), keep: keeps[start]! };
    parts.push(tf.tidy(() => selectPart(comparison, part, candidates)));
    start = part.end;
  }
  const join = (pick: (part: Omit<Negatives, 'counts'>) => tf.Tensor2D): tf.Tensor2D => tf.concat(parts.map(pick), 0);
  return {
    z: join((part) => part.z),
    weightedRows: join((part) => part.weightedRows),
    pairs: set.batch ? join((part) => part.pairs!) : undefined,
    counts: plans.map((plan) => plan.keep),
  };
}

function selectPart(
  { queries, set, bounded }: Comparison,
  { start, end, keep }: Part,
  candidates: NegativeCandidates,
): Omit<Negatives, 'counts'> {
  const size = end - start;
  const [count, dimension] = queries.shape;
  if (keep === 0) {
    const pairs = set.batch ? tf.zeros<tf.Rank.R2>([size, count]) : undefined;
    return { z: tf.zeros([size, 1]), weightedRows: tf.zeros([size, dimension]), pairs };
  }

  const { blocks, bankRows } = candidates;
  const all = scores(tf.slice(queries, start, size), blocks);
  const classes = [...anchorClasses(set).subarray(start, end)];
  const present = [...new Set(classes)];
  const kept = selectPerRow(all, keep, 'largest', {
    masks: present.map((classId) => allowedColumns(candidates, classId)),
    maskOfRow: classes.map((classId) => present.indexOf(classId)),
  });
  const max = bounded ? tf.scalar(0) : tf.max(kept.values, 1, true);
  const { values: exponentials, sum } = expWithSum(bounded ? kept.values : tf.sub(kept.values, max));
  const weights = { values: tf.div<tf.Tensor2D>(exponentials, sum), columns: kept.columns };
  return {
    z: tf.add(tf.log(sum), max),
    weightedRows: sumRows(weights, blocks, all.shape[1]),
    pairs: set.batch ? spreadPerRow(weights, count, bankRows) : undefined,
  };
}

function sumRows(weights: RowSelection, blocks: readonly tf.Tensor2D[], width: number): tf.Tensor2D {
  return blocks.length === 1
    ? sumSelectedRows(weights, blocks[0]!)
    : weightedRows(spreadPerRow(weights, width), blocks);
}
