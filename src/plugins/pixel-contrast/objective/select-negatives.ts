import * as tf from '@tensorflow/tfjs';
import { expWithSum } from '../../../core/engine/ops/exponentials.js';
import { selectPerRow, spreadPerRow } from '../../../core/engine/ops/select-per-row/select-per-row.js';
import type { RandomStream } from '../../../core/random/random-stream.js';
import { drawNegatives } from '../examples/draws.js';
import type { NegativePlan } from '../examples/plan.js';
import { gatherRows, scores, weightedRows } from './blocks.js';
import { anchorCount, type ContrastSet } from './contrast-set.js';
import type { Negatives } from './negatives.js';

/** The rows that were drawn, then all of the batch, and for each class which of them are its negatives. */
interface Candidates {
  /** Bank rows, and after them the anchors where they are examples of each other. */
  readonly blocks: readonly tf.Tensor2D[];
  readonly classes: Int32Array;
  /** When each column was drawn. */
  readonly ranks: Int32Array;
  /** Columns that are bank rows; those of the batch follow. */
  readonly bankRows: number;
  /** The negatives of a class are the columns of other classes with a rank below this. */
  limit(classId: number): number;
}

const NEVER = 0x7fffffff;

/**
 * Negatives as a sampler picks them: the scores of the anchors against the rows drawn for the whole step, of which each
 * anchor keeps its hardest.
 * @param queries the anchors divided by the temperature, `[anchors, dimension]`
 * @param anchors not divided: what they are to each other, `[anchors, dimension]`
 * @param plans one for each of `set.ranges`
 */
export function selectNegatives(
  queries: tf.Tensor2D,
  anchors: tf.Tensor2D,
  set: ContrastSet,
  plans: readonly NegativePlan[],
  random: RandomStream,
  bounded: boolean,
  memoryBudget: number,
): Negatives {
  const all = plans.every(({ draw, available }) => draw === available);
  const wanted = new Map(set.ranges.map((range, i) => [range.classId, plans[i]!.draw]));
  const candidates = drawCandidates(set, anchors, all ? 'all' : wanted, random);
  const chunk = Math.max(1, Math.floor(memoryBudget / (3 * 4 * Math.max(1, candidates.classes.length))));

  const keeps = plans.flatMap(({ keep }, i) => Array<number>(set.ranges[i]!.end - set.ranges[i]!.start).fill(keep));
  const classes = set.ranges.flatMap(({ classId, start, end }) => Array<number>(end - start).fill(classId));
  const parts: Omit<Negatives, 'counts'>[] = [];
  for (let start = 0; start < keeps.length; ) {
    const same = keeps.findIndex((keep, i) => i > start && keep !== keeps[start]);
    const end = Math.min(same < 0 ? keeps.length : same, start + chunk);
    const part = { start, end, keep: keeps[start]!, classes: classes.slice(start, end) };
    parts.push(tf.tidy(() => weigh(queries, part, candidates, set.batch, bounded)));
    start = end;
  }
  const join = (pick: (part: Omit<Negatives, 'counts'>) => tf.Tensor2D): tf.Tensor2D => tf.concat(parts.map(pick), 0);
  return {
    logSum: join((part) => part.logSum),
    rows: join((part) => part.rows),
    batch: set.batch ? join((part) => part.batch!) : undefined,
    counts: plans.map((plan) => plan.keep),
  };
}

/** Anchors `start` … `end - 1`, which keep the same number of negatives, and their classes. */
interface Part {
  readonly start: number;
  readonly end: number;
  readonly keep: number;
  readonly classes: readonly number[];
}

function weigh(
  queries: tf.Tensor2D,
  { start, end, keep, classes }: Part,
  candidates: Candidates,
  mutual: boolean,
  bounded: boolean,
): Omit<Negatives, 'counts'> {
  const size = end - start;
  const [count, dimension] = queries.shape;
  if (keep === 0) {
    const batch = mutual ? tf.zeros<tf.Rank.R2>([size, count]) : undefined;
    return { logSum: tf.zeros([size, 1]), rows: tf.zeros([size, dimension]), batch };
  }

  const { blocks, bankRows } = candidates;
  const all = scores(tf.slice(queries, start, size), blocks);
  const present = [...new Set(classes)];
  const kept = selectPerRow(all, keep, 'largest', {
    masks: present.map((classId) => allowedColumns(candidates, classId)),
    maskOfRow: classes.map((classId) => present.indexOf(classId)),
  });
  const max = bounded ? tf.scalar(0) : tf.max(kept.values, 1, true);
  const { values: exponentials, sum } = expWithSum(bounded ? kept.values : tf.sub(kept.values, max));
  const weights = { values: tf.div<tf.Tensor2D>(exponentials, sum), columns: kept.columns };
  return {
    logSum: tf.add(tf.log(sum), max),
    rows: weightedRows(spreadPerRow(weights, all.shape[1]), blocks),
    batch: mutual ? spreadPerRow(weights, count, bankRows) : undefined,
  };
}

/** Row order: bank, class, position in the bank, and the batch last. */
function drawCandidates(
  set: ContrastSet,
  anchors: tf.Tensor2D,
  wanted: ReadonlyMap<number, number> | 'all',
  random: RandomStream,
): Candidates {
  const classIds = Array.from({ length: set.classCount }, (_, classId) => classId);
  const blocks = set.banks.flatMap((bank) => classIds.flatMap((classId) => bank.blocks(classId)));
  if (set.batch) blocks.push(anchors);
  const runs = set.banks.flatMap((bank) => classIds.map((classId) => ({ classId, count: bank.count(classId) })));
  const bankRows = runs.reduce((sum, { count }) => sum + count, 0);
  if (set.batch) runs.push(...set.ranges.map(({ classId, start, end }) => ({ classId, count: end - start })));
  const classes = new Int32Array(bankRows + (set.batch ? anchorCount(set) : 0));
  let offset = 0;
  for (const { classId, count } of runs) {
    classes.fill(classId, offset, offset + count);
    offset += count;
  }

  if (wanted === 'all') return { blocks, bankRows, classes, ranks: new Int32Array(classes.length), limit: () => 1 };

  const draw = drawNegatives(classes, wanted, random);
  const inBank = draw.rows.filter((row) => row < bankRows);
  const rows = new Int32Array(inBank.length + classes.length - bankRows);
  rows.set(inBank);
  for (let i = inBank.length; i < rows.length; i++) rows[i] = bankRows + i - inBank.length;
  const ranks = new Int32Array(rows.length).fill(NEVER);
  draw.rows.forEach((row, i) => {
    ranks[row < bankRows ? i : row - bankRows + inBank.length] = draw.ranks[i]!;
  });
  return {
    blocks: [gatherRows(blocks, rows)],
    bankRows: inBank.length,
    classes: rows.map((row) => classes[row]!),
    ranks,
    limit: (classId) => draw.limits.get(classId)!,
  };
}

/** 1 for columns that the anchors of a class may use as negatives. */
function allowedColumns({ classes, ranks, limit }: Candidates, classId: number): Uint8Array {
  const allowed = new Uint8Array(classes.length);
  const end = limit(classId);
  for (let i = 0; i < allowed.length; i++) allowed[i] = Number(classes[i] !== classId && ranks[i]! < end);
  return allowed;
}
