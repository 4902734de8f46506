import * as tf from '@tensorflow/tfjs';
import type { AllowedColumns, RowSelection } from './select-per-row.js';

/** `selectPerRow` in JavaScript, which downloads the matrix. */
export function selectOnHost(
  matrix: tf.Tensor2D,
  k: number,
  order: 'largest' | 'smallest',
  allowed?: AllowedColumns,
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
    const open = everything ?? allowed!.masks[allowed!.maskOfRow[row]!]!;
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
  return { values: tf.tensor2d(values, [rows, k]), columns: tf.tensor2d(chosen, [rows, k], 'int32') };
}

/** `spreadPerRow` in JavaScript. */
export function spreadOnHost({ values, columns }: RowSelection, width: number, offset: number): tf.Tensor2D {
  const [rows, k] = values.shape;
  const data = values.dataSync();
  const places = columns.dataSync();
  const matrix = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    for (let i = row * k; i < (row + 1) * k; i++) {
      const column = places[i]! - offset;
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
