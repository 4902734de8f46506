import * as tf from '@tensorflow/tfjs';
import type { ExamplePlan, ExampleSampler } from '../../../core/interfaces/sampler.js';
import type { RandomStream } from '../../../core/random/random-stream.js';
import { gatherRows, LOWEST, scores, weightedRows } from './blocks.js';
import { anchorCount, type ClassRange, type ContrastSet, negativeCount, totalCount } from './contrast-set.js';
import { drawNegatives } from './draws.js';
import { hardest } from './hardest.js';
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
 * Negatives as a sampler picks them, class by class: the scores of one class's anchors against the rows drawn for the
 * whole step, of which each anchor keeps its hardest.
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
  const columns = candidates.blocks.reduce((sum, block) => sum + block.shape[0], 0) + (batch ? anchors.shape[0] : 0);
  const chunk = Math.max(1, Math.floor(memoryBudget / (4 * 4 * Math.max(1, columns))));

  const parts: Omit<Negatives, 'counts'>[] = [];
  set.ranges.forEach((range, i) => {
    for (let start = range.start; start < range.end; start += chunk) {
      const part = { classId: range.classId, start, end: Math.min(range.end, start + chunk) };
      parts.push(tf.tidy(() => weigh(anchors, part, candidates, batch, plans[i]!, bounded)));
    }
  });
  return {
    logSum: tf.concat(
      parts.map((part) => part.logSum),
      0,
    ),
    rows: tf.concat(
      parts.map((part) => part.rows),
      0,
    ),
    batch:
      batch &&
      tf.concat(
        parts.map((part) => part.batch!),
        0,
      ),
    counts: plans.map((plan) => plan.keep),
  };
}

function weigh(
  anchors: tf.Tensor2D,
  range: ClassRange,
  candidates: Candidates,
  batch: tf.Tensor2D | undefined,
  { draw, keep }: ExamplePlan,
  bounded: boolean,
): Omit<Negatives, 'counts'> {
  const { start, end, classId } = range;
  const size = end - start;
  const [count, dimension] = anchors.shape;
  const none = { rows: tf.zeros<tf.Rank.R2>([size, dimension]), batch: batch && tf.zeros<tf.Rank.R2>([size, count]) };
  if (draw === 0) return { logSum: tf.zeros([size, 1]), ...none };

  const { blocks } = candidates;
  const own = blocks.length > 0 ? [scores(tf.slice(anchors, start, size), blocks)] : [];
  if (batch) own.push(tf.slice(batch, start, size));
  const all = own.length === 1 ? own[0]! : tf.concat(own, 1);
  const allowed = allowedColumns(candidates, classId);
  const mask = keep < draw ? hardest(all, keep, 'largest', allowed) : tf.tensor2d(allowed, [1, allowed.length], 'bool');
  const kept = tf.where(tf.broadcastTo(mask, all.shape), all, LOWEST) as tf.Tensor2D;
  const max = bounded ? undefined : tf.max(kept, 1, true);
  const exponentials = tf.exp(max ? tf.sub(kept, max) : kept) as tf.Tensor2D;
  const sum = tf.sum(exponentials, 1, true);
  const log = tf.log(sum);
  const bankRows = all.shape[1] - (batch ? count : 0);
  const ofBanks = batch ? tf.slice(exponentials, [0, 0], [-1, bankRows]) : exponentials;
  return {
    logSum: (max ? tf.add(log, max) : log) as tf.Tensor2D,
    rows: blocks.length > 0 ? tf.div<tf.Tensor2D>(weightedRows(ofBanks, blocks), sum) : none.rows,
    batch: batch && tf.div<tf.Tensor2D>(tf.slice(exponentials, [0, bankRows]), sum),
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
