import * as tf from '@tensorflow/tfjs';

export interface RowThresholds {
  /** `[rows, 1]`, the k-th largest (or smallest) allowed value of each row. */
  readonly values: tf.Tensor2D;
  /** Whether some row holds more than k allowed values at or beyond its threshold. */
  readonly tied: boolean;
}

/**
 * The k-th largest or smallest value of each row, found on the host: a small sample tells a bound that a few more than k
 * values pass, and among those a radix selection is exact. Reading a row once is cheaper than any operation that
 * TensorFlow offers: on 1024 x 20,480 with k = 2048, NthElement takes several times as long and TopK over ten times.
 * @param values `[rows, columns]`
 * @param k 1 … allowed columns
 * @param allowed 1 for columns that count, 0 for others; all when absent
 */
export function rowThresholds(
  values: tf.Tensor2D,
  k: number,
  order: 'largest' | 'smallest',
  allowed?: Uint8Array,
): RowThresholds {
  const [rows, columns] = values.shape;
  const data = values.dataSync() as Float32Array;
  const sign = order === 'largest' ? 1 : -1;
  const open = allowed ?? new Uint8Array(columns).fill(1);
  const thresholds = new Float32Array(rows);
  const passing = new Float32Array(columns);
  let tied = false;
  for (let row = 0; row < rows; row++) {
    const selected = select(data.subarray(row * columns, (row + 1) * columns), k, sign, open, passing);
    thresholds[row] = sign * selected.value;
    tied ||= selected.equal > selected.wanted;
  }
  return { values: tf.tensor2d(thresholds, [rows, 1]), tied };
}

interface Selected {
  readonly value: number;
  /** How many values equal it, and how many of those are among the k. */
  readonly equal: number;
  readonly wanted: number;
}

/** Every how many columns the sample takes one. */
const STRIDE = 16;

function select(row: Float32Array, k: number, sign: number, allowed: Uint8Array, passing: Float32Array): Selected {
  let size = collect(row, sampleBound(row, k, sign, allowed, passing), sign, allowed, passing);
  if (size < k) size = collect(row, Number.NEGATIVE_INFINITY, sign, allowed, passing);
  return radixSelect(passing.subarray(0, size), k);
}

/** A value that k of the row are very likely to reach, and few more: three deviations below the sample's own k-th. */
function sampleBound(row: Float32Array, k: number, sign: number, allowed: Uint8Array, sample: Float32Array): number {
  let size = 0;
  for (let i = 0; i < row.length; i += STRIDE) if (allowed[i] === 1) sample[size++] = sign * row[i]!;
  const rank = Math.ceil(k / STRIDE + 3 * Math.sqrt(k / STRIDE) + 1);
  return rank < size ? radixSelect(sample.subarray(0, size), rank).value : Number.NEGATIVE_INFINITY;
}

function collect(row: Float32Array, bound: number, sign: number, allowed: Uint8Array, into: Float32Array): number {
  let size = 0;
  if (sign > 0) {
    for (let i = 0; i < row.length; i++) if (row[i]! >= bound && allowed[i] === 1) into[size++] = row[i]!;
  } else {
    for (let i = 0; i < row.length; i++) if (-row[i]! >= bound && allowed[i] === 1) into[size++] = -row[i]!;
  }
  return size;
}

/** Buckets by the highest 12 bits of a key: sign, exponent and three bits of the mantissa. */
const SHIFT = 20;
const OFFSET = 1 << (31 - SHIFT);
const histogram = new Int32Array(2 * OFFSET);

/** The `rank`-th largest of `values`, which are overwritten. */
function radixSelect(values: Float32Array, rank: number): Selected {
  const keys = new Int32Array(values.buffer, values.byteOffset, values.length);
  histogram.fill(0);
  for (let i = 0; i < keys.length; i++) {
    const key = toKey(keys[i]!);
    keys[i] = key;
    histogram[(key >> SHIFT) + OFFSET]!++;
  }
  let bucket = histogram.length - 1;
  let left = rank;
  while (histogram[bucket]! < left) left -= histogram[bucket--]!;
  let size = 0;
  for (let i = 0; i < keys.length; i++) if ((keys[i]! >> SHIFT) + OFFSET === bucket) keys[size++] = keys[i]!;

  for (let bit = 1 << (SHIFT - 1); bit > 0 && size > 1; bit >>= 1) {
    let ones = 0;
    for (let i = 0; i < size; i++) if (keys[i]! & bit) ones++;
    const wanted = left <= ones ? bit : 0;
    if (!wanted) left -= ones;
    let kept = 0;
    for (let i = 0; i < size; i++) if ((keys[i]! & bit) === wanted) keys[kept++] = keys[i]!;
    size = kept;
  }
  keys[0] = toKey(keys[0]!);
  return { value: values[0]!, equal: size, wanted: left };
}

/** Maps the bits of a float to an integer of the same order, and back; -0 counts as 0. */
function toKey(bits: number): number {
  const key = bits ^ ((bits >> 31) & 0x7fffffff);
  return key === -1 ? 0 : key;
}
