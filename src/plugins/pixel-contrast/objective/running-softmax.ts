import * as tf from '@tensorflow/tfjs';
import { expWithSum } from '../../../core/engine/ops/exponentials.js';
import { LOWEST } from './blocks.js';

/**
 * log-sum-exp of scores that arrive block by block, with the softmax-weighted sum of the rows behind them (method,
 * section 3, phase 1). `max` is absent where scores are so small that their exponentials need no maximum.
 */
export interface RunningSoftmax {
  /** `[anchors, 1]` */
  readonly max?: tf.Tensor2D;
  /** `[anchors, 1]`, sum of exp(score - max) */
  readonly sum: tf.Tensor2D;
  /** `[anchors, dimension]`, sum of exp(score - max) times row */
  readonly rows: tf.Tensor2D;
}

export function emptySoftmax(anchors: number, dimension: number, bounded: boolean): RunningSoftmax {
  return {
    max: bounded ? undefined : tf.fill([anchors, 1], LOWEST),
    sum: tf.zeros([anchors, 1]),
    rows: tf.zeros([anchors, dimension]),
  };
}

/** Adds the scores of `queries` `[anchors, dimension]` against blocks of rows `[n, dimension]`. */
export function addBlocks(state: RunningSoftmax, queries: tf.Tensor2D, blocks: readonly tf.Tensor2D[]): RunningSoftmax {
  if (state.max) return blocks.reduce((current, block) => addBlock(current, queries, block), state);
  const parts = blocks.map((block) => {
    return tf.tidy(() => {
      const { values: weights, sum } = expWithSum(tf.matMul<tf.Tensor2D>(queries, block, false, true));
      return { sum, rows: tf.matMul<tf.Tensor2D>(weights, block) };
    });
  });
  return {
    sum: tf.addN([state.sum, ...parts.map((part) => part.sum)]),
    rows: tf.addN([state.rows, ...parts.map((part) => part.rows)]),
  };
}

function addBlock(state: RunningSoftmax, queries: tf.Tensor2D, block: tf.Tensor2D): RunningSoftmax {
  const { state: scaled, weights } = addScores(state, tf.matMul(queries, block, false, true));
  return { ...scaled, rows: tf.add(scaled.rows, tf.matMul(weights, block)) };
}

/** Adds scores to maximum and sum only, and returns their exponentials for the caller to use. */
export function addScores(state: RunningSoftmax, scores: tf.Tensor2D): { state: RunningSoftmax; weights: tf.Tensor2D } {
  if (!state.max) {
    const { values: weights, sum } = expWithSum(scores);
    return { state: { sum: tf.add(state.sum, sum), rows: state.rows }, weights };
  }
  const max = tf.maximum(state.max, tf.max(scores, 1, true)) as tf.Tensor2D;
  const { values: weights, sum: more } = expWithSum(tf.sub(scores, max));
  const shrink = tf.exp(tf.sub(state.max, max)) as tf.Tensor2D;
  const sum = tf.add(tf.mul(state.sum, shrink), more) as tf.Tensor2D;
  return { state: { max, sum, rows: tf.mul(state.rows, shrink) }, weights };
}

/** Applies `change` to every part, e.g. to cut out some anchors. */
export function mapSoftmax(
  state: RunningSoftmax,
  change: (part: tf.Tensor2D, name: 'max' | 'sum' | 'rows') => tf.Tensor2D,
): RunningSoftmax {
  return {
    max: state.max && change(state.max, 'max'),
    sum: change(state.sum, 'sum'),
    rows: change(state.rows, 'rows'),
  };
}

export function disposeSoftmax(state: RunningSoftmax): void {
  state.max?.dispose();
  state.sum.dispose();
  state.rows.dispose();
}
