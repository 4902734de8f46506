import * as tf from '@tensorflow/tfjs';

/**
 * The `k`-th largest value of each row.
 * @param values `[rows, columns]`, finite
 * @param k 1 … columns
 * @returns `[rows, 1]`
 */
export function kthLargest(values: tf.Tensor2D, k: number): tf.Tensor2D {
  return kthLargestOnHost(values, k);
}

/** The same on the host: a histogram between each row's extremes, then a sort of the one bucket that holds the answer. */
export function kthLargestOnHost(values: tf.Tensor2D, k: number): tf.Tensor2D {
  const [rows, columns] = values.shape;
  const data = values.dataSync();
  const result = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    result[row] = selectLargest(data.subarray(row * columns, (row + 1) * columns) as Float32Array, k);
  }
  return tf.tensor2d(result, [rows, 1]);
}

const BUCKETS = 2048;
const histogram = new Int32Array(BUCKETS + 1);

function selectLargest(values: Float32Array, k: number): number {
  let candidates = values;
  let rank = k;
  while (candidates.length > 64) {
    let low = Infinity;
    let high = -Infinity;
    for (let i = 0; i < candidates.length; i++) {
      const value = candidates[i]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (!(high > low)) return low;
    if (!Number.isFinite(high - low)) break;
    const scale = BUCKETS / (high - low);
    histogram.fill(0);
    for (let i = 0; i < candidates.length; i++) histogram[((candidates[i]! - low) * scale) | 0]!++;
    let bucket = BUCKETS;
    while (histogram[bucket]! < rank) rank -= histogram[bucket--]!;
    const inside = new Float32Array(histogram[bucket]!);
    let size = 0;
    for (let i = 0; i < candidates.length; i++) {
      if ((((candidates[i]! - low) * scale) | 0) === bucket) inside[size++] = candidates[i]!;
    }
    candidates = inside;
  }
  return Float32Array.from(candidates).sort()[candidates.length - rank]!;
}
