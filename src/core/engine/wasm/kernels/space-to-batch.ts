import * as tf from '@tensorflow/tfjs';
import { copyPieces, type WasmBackend } from './memory.js';

/** `[batch, height, width, channels]` with pairs of blocks and borders, as tfjs passes them. */
export interface SpaceToBatchAttributes {
  readonly blockShape: [number, number];
  readonly paddings: [[number, number], [number, number]];
}

export interface BatchToSpaceAttributes {
  readonly blockShape: [number, number];
  readonly crops: [[number, number], [number, number]];
}

/** tfjs moves value by value through six axes; here whole pixels move. */
export function spaceToBatch(
  x: tf.Tensor4D,
  { blockShape, paddings }: SpaceToBatchAttributes,
  backend: WasmBackend,
): tf.Tensor {
  const [rows, columns] = blockShape;
  const padded = tf.pad(x, [[0, 0], ...paddings, [0, 0]]);
  const [batch, height, width, channels] = padded.shape as [number, number, number, number];
  const [h, w] = [height / rows, width / columns];
  const moved = permutePixels(padded, [batch, h, rows, w, columns], channels, [2, 4, 0, 1, 3], backend);
  return moved.reshape([rows * columns * batch, h, w, channels]);
}

export function batchToSpace(
  x: tf.Tensor4D,
  { blockShape, crops }: BatchToSpaceAttributes,
  backend: WasmBackend,
): tf.Tensor {
  const [rows, columns] = blockShape;
  const [images, h, w, channels] = x.shape;
  const batch = images / (rows * columns);
  const moved = permutePixels(x, [rows, columns, batch, h, w], channels, [2, 3, 0, 4, 1], backend);
  const [[top, bottom], [left, right]] = crops;
  const whole = moved.reshape([batch, h * rows, w * columns, channels]);
  return tf.slice(whole, [0, top, left, 0], [batch, h * rows - top - bottom, w * columns - left - right, channels]);
}

/** Transposes `[...shape, channels]` by `order`, the channels staying last. */
function permutePixels(
  x: tf.Tensor,
  shape: number[],
  channels: number,
  order: number[],
  backend: WasmBackend,
): tf.Tensor {
  const strides = tf.util.computeStrides([...shape, channels]);
  const extent = order.map((axis) => shape[axis]!);
  const pieces = { offset: 0, extent, strides: order.map((axis) => strides[axis]!), run: channels };
  const moved = copyPieces(x, [...extent, channels], pieces, backend);
  return tf.engine().makeTensorFromTensorInfo(moved);
}
