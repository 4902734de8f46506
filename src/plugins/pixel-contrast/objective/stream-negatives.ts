import * as tf from '@tensorflow/tfjs';
import { LOWEST, slices } from './blocks.js';
import { type Comparison, rowsWithin } from './comparison.js';
import { anchorClasses, type ClassRange, negativeCount, totalCount } from './contrast-set.js';
import type { Negatives } from './negatives.js';
import { addBlocks, addScores, emptySoftmax, mapSoftmax, type RunningSoftmax } from './running-softmax.js';

/** Blocks whose contributions are added up together; more would save little and hold more memory. */
const BLOCKS_AT_ONCE = 16;

/**
 * All negatives, exactly, without the anchors x rows matrix: each block of a class's rows meets the anchors of the
 * other classes once. Anchors are sorted by class, so no mask is needed.
 */
export function streamNegatives(comparison: Comparison): Negatives {
  const { queries, set, bounded } = comparison;
  const [count, dimension] = queries.shape;
  let state = emptySoftmax(count, dimension, bounded);
  for (let classId = 0; classId < set.classCount; classId++) {
    const own = set.ranges.find((range) => range.classId === classId) ?? { classId, start: count, end: count };
    const blocks = set.banks.flatMap((bank) => bank.blocks(classId));
    if (blocks.length === 0 || own.end - own.start === count) continue;
    const before = state;
    state = tf.tidy(() => meetOthers(comparison, before, own, blocks));
    tf.dispose(before);
  }
  const total = totalCount(set);
  const counts = set.ranges.map((range) => negativeCount(set, range, total));
  return { ...summarise(comparison, state), counts };
}

/** Adds the rows of one class to every anchor outside `own`. */
function meetOthers(
  comparison: Comparison,
  state: RunningSoftmax,
  own: ClassRange,
  blocks: readonly tf.Tensor2D[],
): RunningSoftmax {
  const others = without(comparison.queries, own);
  const blockRows = rowsWithin(comparison, 3 * comparison.queries.shape[0]);
  let part = mapSoftmax(state, (tensor) => without(tensor, own));
  for (let i = 0; i < blocks.length; i += BLOCKS_AT_ONCE) {
    const before = part;
    part = tf.tidy(() => addBlocks(before, others, slices(blocks.slice(i, i + BLOCKS_AT_ONCE), blockRows)));
    tf.dispose(before);
  }
  return mapSoftmax(part, (tensor, name) => insert(tensor, state[name]!, own));
}

/** Turns running sums into weights, after the anchors' own pairs joined where the batch is part of the contrast set. */
function summarise(comparison: Comparison, state: RunningSoftmax): Omit<Negatives, 'counts'> {
  const { state: whole, pairs } = comparison.set.batch ? meetBatch(comparison, state) : { state };
  const some = tf.greater(whole.sum, 0);
  const divisor: tf.Tensor2D = tf.where(some, whole.sum, 1);
  const log = tf.log(divisor);
  return {
    z: whole.max ? tf.where(some, tf.add<tf.Tensor2D>(log, whole.max), 0) : log,
    weightedRows: tf.div<tf.Tensor2D>(whole.weightedRows, divisor),
    pairs: pairs && tf.div<tf.Tensor2D>(pairs, divisor),
  };
}

/** Adds the anchors as rows to each other, which takes a mask: they are of all classes. */
function meetBatch({ queries, anchors, set }: Comparison, state: RunningSoftmax) {
  const all = tf.matMul<tf.Tensor2D>(queries, anchors, false, true);
  const scores: tf.Tensor2D = tf.where(differentClass(anchorClasses(set)), all, LOWEST);
  const { state: joined, weights: pairs } = addScores(state, scores);
  return { state: { ...joined, weightedRows: tf.add(joined.weightedRows, tf.matMul(pairs, anchors)) }, pairs };
}

function differentClass(classes: Int32Array): tf.Tensor2D {
  const column = tf.tensor2d(classes, [classes.length, 1], 'int32');
  return tf.notEqual(column, tf.reshape(column, [1, classes.length]));
}

function without(tensor: tf.Tensor2D, { start, end }: ClassRange): tf.Tensor2D {
  if (start === end) return tf.clone(tensor);
  return joinRows([tf.slice(tensor, 0, start), tf.slice(tensor, end)]);
}

/** The inverse of `without`: `tensor` with the rows of `original` in `range` put back. */
function insert(tensor: tf.Tensor2D, original: tf.Tensor2D, { start, end }: ClassRange): tf.Tensor2D {
  if (start === end) return tf.clone(tensor);
  return joinRows([tf.slice(tensor, 0, start), tf.slice(original, start, end - start), tf.slice(tensor, start)]);
}

function joinRows(parts: tf.Tensor2D[]): tf.Tensor2D {
  return tf.concat(
    parts.filter((part) => part.shape[0] > 0),
    0,
  );
}
