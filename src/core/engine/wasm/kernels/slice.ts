import * as tf from '@tensorflow/tfjs';
import { copyPieces, type WasmBackend } from './memory.js';

/** tfjs's kernel copies the whole tensor out of WebAssembly for every slice; this one moves the slice's own bytes. */
export function sliceTensor(x: tf.Tensor, begin: number[], size: number[], backend: WasmBackend): tf.TensorInfo {
  const [start, extent] = tf.slice_util.parseSliceParams(x, begin, size) as [number[], number[]];
  const strides = [...tf.util.computeStrides(x.shape), 1].slice(-x.rank);
  // Axes from `axis` on lie in one piece.
  let axis = x.rank - 1;
  while (axis > 0 && extent[axis] === x.shape[axis]) axis--;
  const run = extent[axis]! * strides[axis]!;
  const offset = start.reduce((sum, value, i) => sum + value * strides[i]!, 0);
  return copyPieces(x, extent, { offset, extent: extent.slice(0, axis), strides, run }, backend);
}
