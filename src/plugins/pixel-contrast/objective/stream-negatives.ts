import * as tf from '@tensorflow/tfjs';
import { LOWEST, slices } from './blocks.js';
import { anchorCount, type ClassRange, type ContrastSet, negativeCount, totalCount } from './contrast-set.js';
import type { Negatives } from './negatives.js';
import {
  addBlocks,
  addScores,
  disposeSoftmax,
  emptySoftmax,
  mapSoftmax,
  type RunningSoftmax,
} from './running-softmax.js';

/** Blocks whose contributions are added up together; more would save little and hold more memory. */
const BLOCKS_AT_ONCE = 16;

/**
 * All negatives, exactly, without the anchors x rows matrix: each block of a class's rows meets the anchors of the
 * other classes once (method, section 3, phase 1). Anchors are sorted by class, so no mask is needed.
 * @param queries the anchors divided by the temperature, `[anchors, dimension]`
 * @param anchors not divided: what they are to each other, `[anchors, dimension]`
 */
export function streamNegatives(
  queries: tf.Tensor2D,
  anchors: tf.Tensor2D,
  set: ContrastSet,
  bounded: boolean,
  memoryBudget: number,
): Negatives {
  const [count, dimension] = queries.shape;
  const blockRows = Math.max(1, Math.floor(memoryBudget / (3 * 4 * Math.max(1, count))));
  let state = emptySoftmax(count, dimension, bounded);
  for (let classId = 0; classId < set.classCount; classId++) {
    const own = set.ranges.find((range) => range.classId === classId) ?? { classId, start: count, end: count };
    if (own.end - own.start === count) continue;
    const blocks = set.banks.flatMap((bank) => bank.blocks(classId));
    if (blocks.length === 0) continue;
    state = replace(state, () => meetOthers(state, queries, own, blocks, blockRows));
  }
  const total = totalCount(set);
  const counts = set.ranges.map((range) => negativeCount(set, range, total));
  return { ...summarise(state, queries, anchors, set), counts };
}

/** Adds the rows of one class to every anchor outside `own`. */
function meetOthers(
  state: RunningSoftmax,
  queries: tf.Tensor2D,
  own: ClassRange,
  blocks: readonly tf.Tensor2D[],
  blockRows: number,
): RunningSoftmax {
  const others = without(queries, own);
  let part = mapSoftmax(state, (tensor) => without(tensor, own));
  for (let i = 0; i < blocks.length; i += BLOCKS_AT_ONCE) {
    const some = blocks.slice(i, i + BLOCKS_AT_ONCE);
    part = replace(part, () => addBlocks(part, others, [...slices(some, blockRows)]));
  }
  return mapSoftmax(part, (tensor, name) => insert(tensor, state[name]!, own));
}

/** Turns running sums into weights, after the batch's own pairs joined. */
function summarise(
  state: RunningSoftmax,
  queries: tf.Tensor2D,
  anchors: tf.Tensor2D,
  set: ContrastSet,
): Pick<Negatives, 'logSum' | 'rows' | 'batch'> {
  const { max, sum, rows, weights } = set.batch
    ? meetBatch(state, queries, anchors, set)
    : { ...state, weights: undefined };
  const some = tf.greater(sum, 0);
  const divisor: tf.Tensor2D = tf.where(some, sum, 1);
  const log = tf.log(divisor);
  return {
    logSum: max ? tf.where(some, tf.add<tf.Tensor2D>(log, max), 0) : log,
    rows: tf.div<tf.Tensor2D>(rows, divisor),
    batch: weights && tf.div<tf.Tensor2D>(weights, divisor),
  };
}

/** Adds the anchors as rows to each other, which takes a mask: they are of all classes. */
function meetBatch(
  state: RunningSoftmax,
  queries: tf.Tensor2D,
  anchors: tf.Tensor2D,
  set: ContrastSet,
): RunningSoftmax & { readonly weights: tf.Tensor2D } {
  const scores = tf.where(differentClass(set), tf.matMul(queries, anchors, false, true), LOWEST);
  const { state: joined, weights } = addScores(state, scores as tf.Tensor2D);
  return { ...joined, rows: tf.add(joined.rows, tf.matMul(weights, anchors)), weights };
}

function differentClass(set: ContrastSet): tf.Tensor2D {
  const classes = new Int32Array(anchorCount(set));
  for (const { classId, start, end } of set.ranges) classes.fill(classId, start, end);
  const column = tf.tensor2d(classes, [classes.length, 1], 'int32');
  return tf.notEqual(column, tf.reshape(column, [1, classes.length]));
}

function without(tensor: tf.Tensor2D, { start, end }: ClassRange): tf.Tensor2D {
  if (start === end) return tf.clone(tensor);
  const parts = [tf.slice(tensor, 0, start), tf.slice(tensor, end)].filter((part) => part.shape[0] > 0);
  return tf.concat(parts, 0);
}

/** The inverse of `without`: `tensor` with the rows of `original` in `range` put back. */
function insert(tensor: tf.Tensor2D, original: tf.Tensor2D, { start, end }: ClassRange): tf.Tensor2D {
  if (start === end) return tf.clone(tensor);
  const parts = [tf.slice(tensor, 0, start), tf.slice(original, start, end - start), tf.slice(tensor, start)];
  return tf.concat(
    parts.filter((part) => part.shape[0] > 0),
    0,
  );
}

/** Computes the next state in a scope of its own and frees the one before. */
function replace(previous: RunningSoftmax, next: () => RunningSoftmax): RunningSoftmax {
  const result = tf.tidy(() => {
    const { max, sum, rows } = next();
    return max ? { max, sum, rows } : { sum, rows };
  });
  disposeSoftmax(previous);
  return result;
}
