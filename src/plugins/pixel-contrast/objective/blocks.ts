import * as tf from '@tensorflow/tfjs';

/** Stands for minus infinity, yet stays finite in every sum and difference. */
export const LOWEST = -1e30;

/** `queries · rows^T` for rows that are stored in blocks: `[anchors, rows of all blocks]`. */
export function scores(queries: tf.Tensor2D, blocks: readonly tf.Tensor2D[]): tf.Tensor2D {
  const parts: tf.Tensor2D[] = [];
  for (const block of blocks) parts.push(tf.matMul(queries, block, false, true));
  return parts.length === 1 ? parts[0]! : tf.concat(parts, 1);
}

/** `weights · rows` for rows that are stored in blocks: `[anchors, dimension]`. */
export function weightedRows(weights: tf.Tensor2D, blocks: readonly tf.Tensor2D[]): tf.Tensor2D {
  if (blocks.length === 1) return tf.matMul<tf.Tensor2D>(weights, blocks[0]!);
  const sizes = blocks.map((block) => block.shape[0]);
  const parts = tf.split(weights, sizes, 1);
  return tf.addN(blocks.map((block, i) => tf.matMul<tf.Tensor2D>(parts[i]!, block)));
}

/** Cuts blocks that have more than `limit` rows. */
export function* slices(blocks: readonly tf.Tensor2D[], limit: number): Generator<tf.Tensor2D> {
  for (const block of blocks) {
    const rows = block.shape[0];
    if (rows <= limit) yield block;
    else for (let at = 0; at < rows; at += limit) yield tf.slice(block, at, Math.min(limit, rows - at));
  }
}

/**
 * Takes rows by their index in the blocks taken one after the other.
 * @param rows ascending
 */
export function takeRows(blocks: readonly tf.Tensor2D[], rows: Int32Array): tf.Tensor2D {
  return tf.tidy(() => {
    const parts: tf.Tensor2D[] = [];
    let first = 0;
    let offset = 0;
    for (const block of blocks) {
      const next = offset + block.shape[0];
      let last = first;
      while (last < rows.length && rows[last]! < next) last++;
      if (last > first) {
        const local = rows.slice(first, last).map((row) => row - offset);
        parts.push(tf.gather(block, tf.tensor1d(local, 'int32')));
      }
      first = last;
      offset = next;
    }
    return tf.concat(parts, 0);
  });
}
