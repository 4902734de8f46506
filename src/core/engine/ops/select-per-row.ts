import * as tf from '@tensorflow/tfjs';

/** The chosen entries of each row of a matrix. */
export interface RowSelection {
  /** `[rows, k]`, each row's in ascending order of columns. */
  readonly values: tf.Tensor2D;
  /** The column of each value, flat. */
  readonly columns: Int32Array;
}

/**
 * The k largest or smallest values of each row; among equals the lower column wins.
 *
 * Done on the host: a small sample tells a bound that a few more than k values pass, and among those a radix selection is
 * exact. Reading a row once is cheaper than any operation that TensorFlow offers: on 1024 x 20,480 with k = 2048,
 * NthElement takes several times as long and TopK over ten times. What follows works on the k values alone.
 * @param matrix `[rows, columns]`; rows with fewer than k numbers that are not NaN give NaN
 * @param k 1 … allowed columns
 * @param allowed for a row, 1 for columns that count and 0 for others; all when absent
 */
export function selectPerRow(
  matrix: tf.Tensor2D,
  k: number,
  order: 'largest' | 'smallest',
  allowed?: (row: number) => Uint8Array,
): RowSelection {
  const [rows, columns] = matrix.shape;
  const data = matrix.dataSync() as Float32Array;
  const everything = allowed ? undefined : new Uint8Array(columns).fill(1);
  const scratch = {
    values: new Float32Array(columns),
    columns: new Int32Array(columns),
    keys: new Int32Array(columns),
  };
  const values = new Float32Array(rows * k).fill(Number.NaN);
  const chosen = new Int32Array(rows * k);
  const sign = order === 'largest' ? 1 : -1;
  for (let row = 0; row < rows; row++) {
    const open = everything ?? allowed!(row);
    const line = data.subarray(row * columns, (row + 1) * columns);
    let size = collect(line, sampleBound(line, k, sign, open, scratch), sign, open, scratch);
    if (size < k) size = collect(line, Number.NEGATIVE_INFINITY, sign, open, scratch);
    if (size < k) continue;
    const threshold = radixSelect(scratch, size, k);
    let equal = threshold.wanted;
    let at = row * k;
    for (let i = 0; i < size; i++) {
      const value = scratch.values[i]!;
      if (value < threshold.value || (value === threshold.value && equal-- <= 0)) continue;
      values[at] = sign * value;
      chosen[at++] = scratch.columns[i]!;
    }
  }
  return { values: tf.tensor2d(values, [rows, k]), columns: chosen };
}

/**
 * The inverse: a matrix with `values` at their columns and 0 elsewhere.
 * @param offset first column of the matrix; values outside of `offset` … `offset + width - 1` are left out
 * @returns `[rows, width]`
 */
export function spreadPerRow({ values, columns }: RowSelection, width: number, offset = 0): tf.Tensor2D {
  const [rows, k] = values.shape;
  const data = values.dataSync();
  const matrix = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    for (let i = row * k; i < (row + 1) * k; i++) {
      const column = columns[i]! - offset;
      if (column >= 0 && column < width) matrix[row * width + column] = data[i]!;
    }
  }
  return tf.tensor2d(matrix, [rows, width]);
}

interface Scratch {
  /** Signed values that passed a bound, and where they stood. */
  readonly values: Float32Array;
  readonly columns: Int32Array;
  readonly keys: Int32Array;
}

/** Every how many columns the sample takes one. */
const STRIDE = 16;

/** A value that k of the row are very likely to reach, and few more: three deviations below the sample's own k-th. */
function sampleBound(row: Float32Array, k: number, sign: number, allowed: Uint8Array, scratch: Scratch): number {
  let size = 0;
  for (let i = 0; i < row.length; i += STRIDE) if (allowed[i] === 1) scratch.values[size++] = sign * row[i]!;
  const rank = Math.ceil(k / STRIDE + 3 * Math.sqrt(k / STRIDE) + 1);
  return rank < size ? radixSelect(scratch, size, rank).value : Number.NEGATIVE_INFINITY;
}

/** Copies what is allowed and reaches the bound; the two loops differ in the sign alone, which is worth a third. */
function collect(row: Float32Array, bound: number, sign: number, allowed: Uint8Array, into: Scratch): number {
  const { values, columns } = into;
  let size = 0;
  if (sign > 0) {
    for (let i = 0; i < row.length; i++) {
      if (row[i]! >= bound && allowed[i] === 1) {
        values[size] = row[i]!;
        columns[size++] = i;
      }
    }
    return size;
  }
  for (let i = 0; i < row.length; i++) {
    if (-row[i]! >= bound && allowed[i] === 1) {
      values[size] = -row[i]!;
      columns[size++] = i;
    }
  }
  return size;
}

/** Buckets by the highest 12 bits of a key: sign, exponent and three bits of the mantissa. */
const SHIFT = 20;
const OFFSET = 1 << (31 - SHIFT);
const histogram = new Int32Array(2 * OFFSET);
const float = new Float32Array(1);
const bitsOfFloat = new Int32Array(float.buffer);

/** The `rank`-th largest of the first `size` values, and how many of those that equal it are among the `rank` largest. */
function radixSelect({ values, keys }: Scratch, size: number, rank: number): { value: number; wanted: number } {
  const bits = new Int32Array(values.buffer, values.byteOffset, size);
  histogram.fill(0);
  for (let i = 0; i < size; i++) {
    const key = toKey(bits[i]!);
    keys[i] = key;
    histogram[(key >> SHIFT) + OFFSET]!++;
  }
  let bucket = histogram.length - 1;
  let wanted = rank;
  while (histogram[bucket]! < wanted) wanted -= histogram[bucket--]!;
  let left = 0;
  for (let i = 0; i < size; i++) if ((keys[i]! >> SHIFT) + OFFSET === bucket) keys[left++] = keys[i]!;

  for (let bit = 1 << (SHIFT - 1); bit > 0 && left > 1; bit >>= 1) {
    let ones = 0;
    for (let i = 0; i < left; i++) if (keys[i]! & bit) ones++;
    const side = wanted <= ones ? bit : 0;
    if (!side) wanted -= ones;
    let kept = 0;
    for (let i = 0; i < left; i++) if ((keys[i]! & bit) === side) keys[kept++] = keys[i]!;
    left = kept;
  }
  bitsOfFloat[0] = toKey(keys[0]!);
  return { value: float[0]!, wanted };
}

/** Maps the bits of a float to an integer of the same order, and back; -0 counts as 0. */
function toKey(bits: number): number {
  const key = bits ^ ((bits >> 31) & 0x7fffffff);
  return key === -1 ? 0 : key;
}
