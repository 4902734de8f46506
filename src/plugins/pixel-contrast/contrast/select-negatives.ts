import * as tf from '@tensorflow/tfjs';
import { selectPerRow, spreadPerRow } from '../../../core/engine/ops/select-per-row.js';
import type { ExampleSampler } from '../../../core/interfaces/sampler.js';
import type { RandomStream } from '../../../core/random/random-stream.js';
import { gatherRows, scores, weightedRows } from './blocks.js';
import { anchorCount, type ContrastSet, negativeCount, totalCount } from './contrast-set.js';
import { drawNegatives } from './draws.js';
import type { Negatives } from './negatives.js';

/** The rows that were drawn, and for each class which of them are its negatives. */
interface Candidates {
  /** Bank rows; their columns come first, then one for every anchor of the batch. */
  readonly blocks: readonly tf.Tensor2D[];
  readonly classes: Int32Array;
  /** When each column was drawn. */
  readonly ranks: Int32Array;
  /** The negatives of a class are the columns of other classes with a rank below this. */
  limit(classId: number): number;
}

const NEVER = 0x7fffffff;

/**
 * Negatives as a sampler picks them: the scores of the anchors against the rows drawn for the whole step, of which each
 * anchor keeps its hardest.
 * @param anchors `[anchors, dimension]`, already divided by the temperature
 * @param batch the mutual scores of the anchors, where they are examples of each other
 */
export function selectNegatives(
  anchors: tf.Tensor2D,
  set: ContrastSet,
  batch: tf.Tensor2D | undefined,
  sampler: ExampleSampler,
  random: RandomStream,
  bounded: boolean,
  memoryBudget: number,
): Negatives {
  const total = totalCount(set);
  const plans = set.ranges.map((range) => {
    const available = negativeCount(set, range, total);
    return available > 0
      ? sampler.plan({ kind: 'negative', available, wanted: sampler.negatives })
      : { draw: 0, keep: 0 };
  });
  const all = set.ranges.every((range, i) => plans[i]!.draw === negativeCount(set, range, total));
  const wanted = new Map(set.ranges.map((range, i) => [range.classId, plans[i]!.draw]));
  const candidates = drawCandidates(set, all ? 'all' : wanted, random);
  const chunk = Math.max(1, Math.floor(memoryBudget / (3 * 4 * Math.max(1, candidates.classes.length))));

  const keeps = plans.flatMap(({ keep }, i) => Array<number>(set.ranges[i]!.end - set.ranges[i]!.start).fill(keep));
  const classes = set.ranges.flatMap(({ classId, start, end }) => Array<number>(end - start).fill(classId));
  const parts: Omit<Negatives, 'counts'>[] = [];
  for (let start = 0; start < keeps.length; ) {
    const same = keeps.findIndex((keep, i) => i > start && keep !== keeps[start]);
    const end = Math.min(same < 0 ? keeps.length : same, start + chunk);
    const part = { start, end, keep: keeps[start]!, classes: classes.slice(start, end) };
    parts.push(tf.tidy(() => weigh(anchors, part, candidates, batch, bounded)));
    start = end;
  }
  const join = (pick: (part: Omit<Negatives, 'counts'>) => tf.Tensor2D): tf.Tensor2D => tf.concat(parts.map(pick), 0);
  return {
    logSum: join((part) => part.logSum),
    rows: join((part) => part.rows),
    batch: batch && join((part) => part.batch!),
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
  anchors: tf.Tensor2D,
  { start, end, keep, classes }: Part,
  candidates: Candidates,
  batch: tf.Tensor2D | undefined,
  bounded: boolean,
): Omit<Negatives, 'counts'> {
  const size = end - start;
  const [count, dimension] = anchors.shape;
  const none = { rows: tf.zeros<tf.Rank.R2>([size, dimension]), batch: batch && tf.zeros<tf.Rank.R2>([size, count]) };
  if (keep === 0) return { logSum: tf.zeros([size, 1]), ...none };

  const { blocks } = candidates;
  const own = blocks.length > 0 ? [scores(tf.slice(anchors, start, size), blocks)] : [];
  if (batch) own.push(tf.slice(batch, start, size));
  const all = own.length === 1 ? own[0]! : tf.concat(own, 1);
  const allowed = new Map([...new Set(classes)].map((classId) => [classId, allowedColumns(candidates, classId)]));
  const kept = selectPerRow(all, keep, 'largest', (row) => allowed.get(classes[row]!)!);
  const max = bounded ? tf.scalar(0) : tf.max(kept.values, 1, true);
  const exponentials = tf.exp(bounded ? kept.values : tf.sub(kept.values, max));
  const sum = tf.sum(exponentials, 1, true);
  const weights = { values: tf.div<tf.Tensor2D>(exponentials, sum), columns: kept.columns };
  const bankRows = all.shape[1] - (batch ? count : 0);
  return {
    logSum: tf.add(tf.log(sum), max),
    rows: blocks.length > 0 ? weightedRows(spreadPerRow(weights, bankRows), blocks) : none.rows,
    batch: batch && spreadPerRow(weights, count, bankRows),
  };
}

/** Row order: bank, class, position in the bank, and the anchors last. */
function drawCandidates(
  set: ContrastSet,
  wanted: ReadonlyMap<number, number> | 'all',
  random: RandomStream,
): Candidates {
  const classIds = Array.from({ length: set.classCount }, (_, classId) => classId);
  const blocks = set.banks.flatMap((bank) => classIds.flatMap((classId) => bank.blocks(classId)));
  const runs = set.banks.flatMap((bank) => classIds.map((classId) => ({ classId, count: bank.count(classId) })));
  const bankRows = runs.reduce((sum, { count }) => sum + count, 0);
  if (set.batch) runs.push(...set.ranges.map(({ classId, start, end }) => ({ classId, count: end - start })));
  const classes = new Int32Array(bankRows + (set.batch ? anchorCount(set) : 0));
  let offset = 0;
  for (const { classId, count } of runs) {
    classes.fill(classId, offset, offset + count);
    offset += count;
  }

  if (wanted === 'all') return { blocks, classes, ranks: new Int32Array(classes.length), limit: () => 1 };

  const draw = drawNegatives(classes, wanted, random);
  const inBank = draw.rows.filter((row) => row < bankRows);
  const batchSize = classes.length - bankRows;
  const ranks = new Int32Array(inBank.length + batchSize).fill(NEVER);
  draw.rows.forEach((row, i) => {
    ranks[row < bankRows ? i : row - bankRows + inBank.length] = draw.ranks[i]!;
  });
  const columnClasses = new Int32Array(ranks.length);
  columnClasses.set(inBank.map((row) => classes[row]!));
  columnClasses.set(classes.subarray(bankRows), inBank.length);
  return {
    blocks: inBank.length > 0 ? [gatherRows(blocks, inBank)] : [],
    classes: columnClasses,
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
