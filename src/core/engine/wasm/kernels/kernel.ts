import * as tf from '@tensorflow/tfjs';

/** Attributes of the convolution kernels, as tfjs passes them. */
export interface ConvolutionAttributes {
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number | [[number, number], [number, number], [number, number], [number, number]];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  /** Null from tf.layers' depthwise convolution. */
  readonly dilations?: [number, number] | number | null;
  readonly filterShape: [number, number, number, number];
  readonly inputShape: [number, number, number, number];
}

export type ConvolutionInfo = ReturnType<typeof tf.backend_util.computeConv2DInfo>;

/** Sizes, strides and padding of the convolution whose gradient is asked for. */
export function convolutionInfo(
  inputShape: number[],
  filterShape: number[],
  { strides, dilations, pad, dimRoundingMode }: ConvolutionAttributes,
  depthwise: boolean,
): ConvolutionInfo {
  type Shape = [number, number, number, number];
  return tf.backend_util.computeConv2DInfo(
    inputShape as Shape,
    filterShape as Shape,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    depthwise,
  );
}

/** `y[:, i, j] = x[:, i - top, j - left]`, zero outside of `x`; `[batch, height, width, channels]`. */
export function place(x: tf.Tensor4D, top: number, left: number, height: number, width: number): tf.Tensor4D {
  const [batch, h, w, channels] = x.shape;
  const bottom = height - h - top;
  const right = width - w - left;
  const inner = Math.min(top, left, bottom, right) < 0 ? crop(x, [top, bottom], [left, right]) : x;
  const pads = [top, bottom, left, right].map((size) => Math.max(size, 0)) as [number, number, number, number];
  if (pads.every((size) => size === 0)) return inner.reshape([batch, height, width, channels]);
  return tf.pad(inner, [
    [0, 0],
    [pads[0], pads[1]],
    [pads[2], pads[3]],
    [0, 0],
  ]);
}

function crop(x: tf.Tensor4D, rows: [number, number], columns: [number, number]): tf.Tensor4D {
  const [batch, h, w, channels] = x.shape;
  const [top, bottom] = rows.map((size) => Math.max(-size, 0)) as [number, number];
  const [left, right] = columns.map((size) => Math.max(-size, 0)) as [number, number];
  return tf.slice(x, [0, top, left, 0], [batch, h - top - bottom, w - left - right, channels]);
}
