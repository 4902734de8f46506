import * as tf from '@tensorflow/tfjs';
import { nativeBackend, ourBackend, rawOp } from '../../native/raw-op.js';
import { selectOnDevice, spreadOnDevice } from './on-device.js';
import { selectOnHost, spreadOnHost } from './on-host.js';

/** The chosen entries of each row of a matrix. */
export interface RowSelection {
  /** `[rows, k]`, each row's in ascending order of columns. */
  readonly values: tf.Tensor2D;
  /** `[rows, k]` int32, the column of each value. */
  readonly columns: tf.Tensor2D;
}

/** Which columns count, where not all do. */
export interface AllowedColumns {
  /** One entry for each column, 1 where it counts and 0 elsewhere. */
  readonly masks: readonly Uint8Array[];
  /** The mask of each row, an index into `masks`. */
  readonly maskOfRow: ArrayLike<number>;
}

/**
 * The k largest or smallest values of each row; among equals the lower column wins.
 *
 * A small sample of a row tells a bound that a few more than k values pass, and among those a selection is exact. No
 * operation of TensorFlow is as cheap: on 1024 x 20,480 with k = 2048, NthElement takes several times as long as reading
 * each row on the host and TopK over ten times. The native engine does it in a kernel of our own, and on a GPU, where the
 * matrix must not be downloaded, with TopK.
 * @param matrix `[rows, columns]`; rows with fewer than k numbers that are not NaN give NaN
 * @param k 1 … allowed columns
 */
export function selectPerRow(
  matrix: tf.Tensor2D,
  k: number,
  order: 'largest' | 'smallest',
  allowed?: AllowedColumns,
): RowSelection {
  const columns = matrix.shape[1];
  if (k < 1 || k > columns) throw new RangeError(`${k} of ${columns} columns cannot be selected`);
  const native = ourBackend();
  if (!native && nativeBackend()) return selectOnDevice(matrix, k, order, allowed);
  if (!native) return selectOnHost(matrix, k, order, allowed);
  return tf.tidy(() => {
    const { masks, maskOfRow } = allowed ?? { masks: [], maskOfRow: [] };
    const flat = new Uint8Array(masks.length * columns);
    masks.forEach((mask, i) => {
      flat.set(mask, i * columns);
    });
    const inputs = [
      matrix,
      tf.tensor2d(flat, [masks.length, columns], 'bool'),
      tf.tensor1d(Int32Array.from(maskOfRow), 'int32'),
      tf.tensor1d([k, Number(order === 'largest')], 'int32'),
    ];
    const [values, places] = rawOp(native, 'ContrasegSelectPerRow', inputs, {}, 2) as tf.Tensor2D[];
    return { values: values!, columns: places! };
  });
}

/**
 * The inverse: a matrix with `values` at their columns and 0 elsewhere.
 * @param offset first column of the matrix; values outside of `offset` … `offset + width - 1` are left out
 * @returns `[rows, width]`
 */
export function spreadPerRow(selection: RowSelection, width: number, offset = 0): tf.Tensor2D {
  const native = ourBackend();
  if (!native && nativeBackend()) return spreadOnDevice(selection, width, offset);
  if (!native) return spreadOnHost(selection, width, offset);
  return tf.tidy(() => {
    const inputs = [selection.values, selection.columns, tf.tensor1d([offset, width], 'int32')];
    return rawOp(native, 'ContrasegSpreadPerRow', inputs, {})[0] as tf.Tensor2D;
  });
}

/** A selection is worth taking row by row where it leaves out most of them; else a dense product is faster. */
const SPARSE = 1 / 4;

/**
 * Sums of the rows of a table, weighted by `values` at their columns: `spreadPerRow(selection, n) · table`, without the
 * matrix and without its zeros on the native engine.
 * @param table `[n, dimension]`
 * @returns `[rows, dimension]`
 */
export function sumSelectedRows(selection: RowSelection, table: tf.Tensor2D): tf.Tensor2D {
  const native = ourBackend();
  const [size] = table.shape;
  if (!native || selection.columns.shape[1] > SPARSE * size) {
    return tf.tidy(() => tf.matMul<tf.Tensor2D>(spreadPerRow(selection, size), table));
  }
  const inputs = [selection.values, selection.columns, table];
  return rawOp(native, 'ContrasegSumSelectedRows', inputs, {})[0] as tf.Tensor2D;
}
