import type * as tf from '@tensorflow/tfjs';

/** The WebAssembly backend, as far as its memory is read and written here. */
export interface WasmBackend {
  readonly wasm: { readonly HEAPU8: Uint8Array };
  readonly dataIdMap: { get(id: object): { readonly memoryOffset: number } };
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
}

const BYTES: Partial<Record<tf.DataType, number>> = { float32: 4, int32: 4, bool: 1 };

/** Bytes of one value; undefined for strings and complex numbers, which lie elsewhere. */
export function bytesOf(x: tf.TensorInfo): number | undefined {
  return BYTES[x.dtype];
}

/**
 * Fills a new tensor with pieces of `x`, in order: for every index over `extent`, `run` values from
 * `offset + index . strides`.
 */
export function copyPieces(
  x: tf.TensorInfo,
  shape: number[],
  pieces: { readonly offset: number; readonly extent: number[]; readonly strides: number[]; readonly run: number },
  backend: WasmBackend,
): tf.TensorInfo {
  const { offset, extent, strides, run } = pieces;
  const output = backend.makeOutput(shape, x.dtype);
  const bytes = bytesOf(x)!;
  const heap = backend.wasm.HEAPU8; // after makeOutput, which may let it grow
  const source = backend.dataIdMap.get(x.dataId).memoryOffset;
  let target = backend.dataIdMap.get(output.dataId).memoryOffset;
  const copy = (axis: number, at: number): void => {
    if (axis === extent.length) {
      const from = source + at * bytes;
      heap.copyWithin(target, from, from + run * bytes);
      target += run * bytes;
      return;
    }
    for (let i = 0; i < extent[axis]!; i++) copy(axis + 1, at + i * strides[axis]!);
  };
  copy(0, offset);
  return output;
}
