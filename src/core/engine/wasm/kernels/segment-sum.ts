import * as tf from '@tensorflow/tfjs';

/**
 * `y[s] = sum of the x[i] whose segment is s`; rows with a segment outside of the range are dropped.
 * @param x `[rows, …]`
 * @param segments `[rows]` int32
 */
export function segmentSum(x: tf.Tensor, segments: tf.Tensor1D, count: number): tf.Tensor {
  const ids = segments.dataSync();
  const kept = Array.from(ids.keys()).filter((i) => ids[i]! >= 0 && ids[i]! < count);
  const all = kept.length === ids.length;
  const rows = all ? x : tf.gather(x, kept);
  const indices = all ? segments : tf.gather(segments, kept);
  return tf.scatterND(indices.expandDims(1), rows, [count, ...x.shape.slice(1)]);
}
