import type * as tf from '@tensorflow/tfjs';

/** Rows `start` … `end - 1` of the anchors are of class `classId`. */
export interface ClassRange {
  readonly classId: number;
  readonly start: number;
  readonly end: number;
}

/** Constant rows to compare anchors with; every memory bank is one. */
export interface RowSource {
  count(classId: number): number;
  /** `[rows, dimension]` each; together `count(classId)` rows in a fixed order. */
  blocks(classId: number): readonly tf.Tensor2D[];
}

/** What the anchors are compared with. */
export interface ContrastSet {
  readonly classCount: number;
  /** The anchors by class, ascending, without gaps. */
  readonly ranges: readonly ClassRange[];
  readonly banks: readonly RowSource[];
  /** Whether the anchors are examples of each other. */
  readonly batch: boolean;
}

/** Ranges of anchors that are sorted by class. */
export function classRanges(classes: ArrayLike<number>): ClassRange[] {
  const ranges: ClassRange[] = [];
  for (let start = 0; start < classes.length; ) {
    let end = start + 1;
    while (end < classes.length && classes[end] === classes[start]) end++;
    ranges.push({ classId: classes[start]!, start, end });
    start = end;
  }
  return ranges;
}

export function bankCount(set: ContrastSet, classId: number): number {
  return set.banks.reduce((sum, bank) => sum + bank.count(classId), 0);
}

/** Rows of all classes, banks and batch together. */
export function totalCount(set: ContrastSet): number {
  let total = set.batch ? anchorCount(set) : 0;
  for (let classId = 0; classId < set.classCount; classId++) total += bankCount(set, classId);
  return total;
}

/** The class of each anchor. */
export function anchorClasses(set: ContrastSet): Int32Array {
  const classes = new Int32Array(anchorCount(set));
  for (const { classId, start, end } of set.ranges) classes.fill(classId, start, end);
  return classes;
}

export function anchorCount(set: ContrastSet): number {
  return set.ranges.at(-1)?.end ?? 0;
}

/** Rows of other classes that an anchor of `range` meets. */
export function negativeCount(set: ContrastSet, range: ClassRange, total: number): number {
  return total - bankCount(set, range.classId) - (set.batch ? range.end - range.start : 0);
}
