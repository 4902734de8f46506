import type * as tf from '@tensorflow/tfjs';
import { drawNegatives } from '../examples/draws.js';
import { takeRows } from './blocks.js';
import type { Comparison } from './comparison.js';
import { anchorClasses } from './contrast-set.js';
import type { NegativePlan } from './negatives.js';

/** The rows that were drawn, then all anchors of the batch, and for each class which of them are its negatives. */
export interface NegativeCandidates {
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

/** Draws once for the whole step. Row order: bank, class, position in the bank, and the batch last. */
export function drawCandidates(comparison: Comparison, plans: readonly NegativePlan[]): NegativeCandidates {
  const { set, random } = comparison;
  const { blocks, classes, bankRows } = allRows(comparison);
  if (plans.every(({ draw, available }) => draw === available)) {
    return { blocks, bankRows, classes, ranks: new Int32Array(classes.length), limit: () => 1 };
  }
  const wanted = new Map(set.ranges.map(({ classId }, i) => [classId, plans[i]!.draw]));
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
    blocks: [takeRows(blocks, rows)],
    bankRows: inBank.length,
    classes: rows.map((row) => classes[row]!),
    ranks,
    limit: (classId) => draw.limits.get(classId)!,
  };
}

/** 1 for columns that the anchors of a class may use as negatives. */
export function allowedColumns({ classes, ranks, limit }: NegativeCandidates, classId: number): Uint8Array {
  const allowed = new Uint8Array(classes.length);
  const end = limit(classId);
  for (let i = 0; i < allowed.length; i++) allowed[i] = Number(classes[i] !== classId && ranks[i]! < end);
  return allowed;
}

/** The whole contrast set with the class of each row. */
function allRows({ set, anchors }: Comparison): Pick<NegativeCandidates, 'blocks' | 'classes' | 'bankRows'> {
  const classIds = Array.from({ length: set.classCount }, (_, classId) => classId);
  const blocks = set.banks.flatMap((bank) => classIds.flatMap((classId) => bank.blocks(classId)));
  const runs = set.banks.flatMap((bank) => classIds.map((classId) => ({ classId, count: bank.count(classId) })));
  const bankRows = runs.reduce((sum, { count }) => sum + count, 0);
  const ofAnchors = set.batch ? anchorClasses(set) : new Int32Array();
  const classes = new Int32Array(bankRows + ofAnchors.length);
  let offset = 0;
  for (const { classId, count } of runs) {
    classes.fill(classId, offset, offset + count);
    offset += count;
  }
  classes.set(ofAnchors, bankRows);
  return { blocks: set.batch ? [...blocks, anchors] : blocks, classes, bankRows };
}
