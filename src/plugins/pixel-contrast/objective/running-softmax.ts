import * as tf from '@tensorflow/tfjs';
import { expWithSum } from '../../../core/engine/ops/exponentials.js';
import { LOWEST } from './blocks.js';

/**
 * log-sum-exp of scores that arrive block by block, with the softmax-weighted sum of the rows behind them, as flash
 * attention has it. `max` is absent where scores are so small that their exponentials need no maximum.
 */
export type RunningSoftmax = {
  /** `[anchors, 1]` */
  readonly max?: tf.Tensor2D;
  /** `[anchors, 1]`, sum of exp(score - max) */
  readonly sum: tf.Tensor2D;
  /** `[anchors, dimension]`, sum of exp(score - max) times row */
  readonly weightedRows: tf.Tensor2D;
};

export function emptySoftmax(anchors: number, dimension: number, bounded: boolean): RunningSoftmax {
  return {
    ...(!bounded && { max: tf.fill<tf.Rank.R2>([anchors, 1], LOWEST) }),
    sum: tf.zeros([anchors, 1]),
    weightedRows: tf.zeros([anchors, dimension]),
  };
}

/** Adds the scores of `queries` `[anchors, dimension]` against blocks of rows `[n, dimension]`. */
export function addBlocks(state: RunningSoftmax, queries: tf.Tensor2D, blocks: Iterable<tf.Tensor2D>): RunningSoftmax {
  if (state.max) {
    let current = state;
    for (const block of blocks) {
      const { state: scaled, weights } = addScores(current, tf.matMul(queries, block, false, true));
      current = { ...scaled, weightedRows: tf.add(scaled.weightedRows, tf.matMul(weights, block)) };
    }
    return current;
  }
  const sums = [state.sum];
  const weighted = [state.weightedRows];
  for (const block of blocks) {
    const scores = tf.matMul<tf.Tensor2D>(queries, block, false, true);
    const { values: weights, sum } = expWithSum(scores);
    sums.push(sum);
    weighted.push(tf.matMul(weights, block));
    tf.dispose([scores, weights]);
  }
  return { sum: tf.addN(sums), weightedRows: tf.addN(weighted) };
}

/** Adds scores to maximum and sum only, and returns their exponentials for the caller to use. */
export function addScores(state: RunningSoftmax, scores: tf.Tensor2D): { state: RunningSoftmax; weights: tf.Tensor2D } {
  if (!state.max) {
    const { values: weights, sum } = expWithSum(scores);
    return { state: { ...state, sum: tf.add(state.sum, sum) }, weights };
  }
  const max: tf.Tensor2D = tf.maximum(state.max, tf.max(scores, 1, true));
  const { values: weights, sum: more } = expWithSum(tf.sub<tf.Tensor2D>(scores, max));
  const shrink = tf.exp<tf.Tensor2D>(tf.sub<tf.Tensor2D>(state.max, max));
  const sum = tf.add<tf.Tensor2D>(tf.mul(state.sum, shrink), more);
  return { state: { max, sum, weightedRows: tf.mul(state.weightedRows, shrink) }, weights };
}

/** Applies `change` to every part, e.g. to cut out some anchors. */
export function mapSoftmax(
  state: RunningSoftmax,
  change: (part: tf.Tensor2D, name: keyof RunningSoftmax) => tf.Tensor2D,
): RunningSoftmax {
  return {
    ...(state.max && { max: change(state.max, 'max') }),
    sum: change(state.sum, 'sum'),
    weightedRows: change(state.weightedRows, 'weightedRows'),
  };
}
