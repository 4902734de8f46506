import * as tf from '@tensorflow/tfjs';
import type { AllowedColumns, RowSelection } from './select-per-row.js';

const LOWEST = -3.4028234663852886e38;

/**
 * `selectPerRow` of tfjs's operations, so that nothing of the matrix leaves the device. TopK takes the lower column among
 * equals; a second one puts the columns into order.
 */
export function selectOnDevice(
  matrix: tf.Tensor2D,
  k: number,
  order: 'largest' | 'smallest',
  allowed?: AllowedColumns,
): RowSelection {
  return tf.tidy(() => {
    const signed = order === 'largest' ? matrix : tf.neg(matrix);
    const isNumber = tf.equal(matrix, matrix);
    const open = allowed ? tf.logicalAnd(isNumber, maskOfEach(allowed, matrix.shape[1])) : isNumber;
    // What is not allowed stands below whatever number is.
    const candidates = tf.where(open, tf.maximum(signed, LOWEST), Number.NEGATIVE_INFINITY);
    const { indices } = tf.topk(candidates, k, false);
    const columns = tf.neg(tf.topk(tf.neg(indices), k, true).values) as tf.Tensor2D;
    const enough = tf.greaterEqual(tf.sum(tf.cast(open, 'int32'), 1, true), k);
    const values = tf.where(enough, tf.gather(matrix, columns, 1, 1), Number.NaN) as tf.Tensor2D;
    return { values, columns };
  });
}

/** `spreadPerRow` of tfjs's operations; what lies outside of the window gathers in a column behind it. */
export function spreadOnDevice({ values, columns }: RowSelection, width: number, offset: number): tf.Tensor2D {
  return tf.tidy(() => {
    const [rows, k] = values.shape;
    const local = tf.sub(columns, tf.scalar(offset, 'int32'));
    const within = tf.logicalAnd(tf.greaterEqual(local, 0), tf.less(local, width));
    const places = tf.where(within, local, tf.scalar(width, 'int32'));
    const rowOfEach = tf.tile(tf.reshape(tf.range(0, rows, 1, 'int32'), [rows, 1]), [1, k]);
    const indices = tf.stack([tf.reshape(rowOfEach, [-1]), tf.reshape(places, [-1])], 1);
    const matrix = tf.scatterND(indices, tf.reshape(values, [-1]), [rows, width + 1]) as tf.Tensor2D;
    return tf.slice(matrix, [0, 0], [rows, width]);
  });
}

/** `[rows, columns]`; one mask for each row is as large as the matrix's rows, many rows of one mask are not. */
function maskOfEach({ masks, maskOfRow }: AllowedColumns, columns: number): tf.Tensor {
  const flat = new Uint8Array(masks.length * columns);
  masks.forEach((mask, i) => {
    flat.set(mask, i * columns);
  });
  const table = tf.tensor2d(flat, [masks.length, columns], 'bool');
  return tf.gather(table, tf.tensor1d(Int32Array.from(maskOfRow), 'int32'));
}
