import * as tf from '@tensorflow/tfjs';

/** The WebAssembly backend, as far as its memory is read here. */
interface WasmBackend {
  readonly wasm: { readonly HEAPU8: Uint8Array };
  readonly dataIdMap: { get(id: object): { readonly memoryOffset: number } };
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
}

const BYTES: Partial<Record<tf.DataType, number>> = { float32: 4, int32: 4, bool: 1 };

/** Whether `sliceTensor` knows how its values lie in memory. */
export function isSliceable(x: tf.TensorInfo): boolean {
  return BYTES[x.dtype] !== undefined && tf.util.sizeFromShape(x.shape) > 0;
}

/** tfjs's kernel copies the whole tensor out of WebAssembly for every slice; this one moves the slice's own bytes. */
export function sliceTensor(x: tf.Tensor, begin: number[], size: number[], backend: WasmBackend): tf.TensorInfo {
  const [start, extent] = tf.slice_util.parseSliceParams(x, begin, size) as [number[], number[]];
  const output = backend.makeOutput(extent, x.dtype);
  const bytes = BYTES[x.dtype]!;
  const strides = [...tf.util.computeStrides(x.shape), 1];
  // Axes from `axis` on lie in one piece.
  let axis = x.rank - 1;
  while (axis > 0 && extent[axis] === x.shape[axis]) axis--;
  const run = (extent[axis] ?? 1) * (strides[axis] ?? 1) * bytes;

  const heap = backend.wasm.HEAPU8; // after makeOutput, which may let it grow
  const source = backend.dataIdMap.get(x.dataId).memoryOffset;
  let target = backend.dataIdMap.get(output.dataId).memoryOffset;
  const copy = (level: number, offset: number): void => {
    if (level >= axis) {
      const from = source + (offset + (start[level] ?? 0) * (strides[level] ?? 1)) * bytes;
      heap.copyWithin(target, from, from + run);
      target += run;
      return;
    }
    for (let i = 0; i < extent[level]!; i++) copy(level + 1, offset + (start[level]! + i) * strides[level]!);
  };
  copy(0, 0);
  return output;
}

export type { WasmBackend };
