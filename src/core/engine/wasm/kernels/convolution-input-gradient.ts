import * as tf from '@tensorflow/tfjs';
import { type ConvolutionAttributes, type ConvolutionInfo, convolutionInfo, place } from './kernel.js';
import { transposeMatrices } from './transpose-matrices.js';

/** A convolution with stride 1, `valid` padding and this dilation. */
type Convolve = (dy: tf.Tensor4D, filter: tf.Tensor4D, dilation: [number, number]) => tf.Tensor4D;

/**
 * The input gradient of a convolution is a convolution of `dy` with the flipped filter. With stride s, the input's
 * s x s interleaved images each see their own part of the filter only, so that no zeros are multiplied
 * (Dumoulin & Visin 2016, section 4).
 * @param filter `[height, width, outChannels, inChannels]` for `convolve`, not flipped
 */
function inputGradient(dy: tf.Tensor4D, filter: tf.Tensor4D, info: ConvolutionInfo, convolve: Convolve): tf.Tensor4D {
  const { inHeight, inWidth, padInfo, strideHeight, strideWidth, dilationHeight, dilationWidth } = info;
  const plain = strideHeight * strideWidth === 1;
  // With stride 1 the only phase is the input itself, otherwise padding is cut off in the end.
  const [top, left] = plain ? [padInfo.top, padInfo.left] : [0, 0];
  const height = plain ? inHeight : Math.ceil((inHeight + padInfo.top) / strideHeight);
  const width = plain ? inWidth : Math.ceil((inWidth + padInfo.left) / strideWidth);

  const phases: tf.Tensor4D[] = [];
  for (let row = 0; row < strideHeight; row++) {
    for (let column = 0; column < strideWidth; column++) {
      const rows = backwards(row, info.filterHeight, strideHeight);
      const columns = backwards(column, info.filterWidth, strideWidth);
      if (rows.length * columns.length === 0) {
        phases.push(tf.zeros([info.batchSize, height, width, info.inChannels]));
        continue;
      }
      const part = elements(filter, rows, columns);
      const [above, before] = [(rows.length - 1) * dilationHeight, (columns.length - 1) * dilationWidth];
      const placed = place(dy, above - top, before - left, height + above, width + before);
      phases.push(convolve(placed, part, [dilationHeight, dilationWidth]));
    }
  }
  if (plain) return phases[0]!;
  return tf.batchToSpaceND(
    tf.concat(phases, 0),
    [strideHeight, strideWidth],
    [
      [padInfo.top, height * strideHeight - inHeight - padInfo.top],
      [padInfo.left, width * strideWidth - inWidth - padInfo.left],
    ],
  );
}

/** The filter's elements at these rows and columns; tfjs's gather takes longer than many a product. */
function elements(filter: tf.Tensor4D, rows: readonly number[], columns: readonly number[]): tf.Tensor4D {
  const [height, width, inner, outer] = filter.shape;
  if (height * width === 1) return filter;
  const flat = filter.reshape([height * width, inner * outer]) as tf.Tensor2D;
  const picked = rows.flatMap((row) =>
    columns.map((column) => tf.slice(flat, [row * width + column, 0], [1, inner * outer])),
  );
  return tf.concat(picked).reshape([rows.length, columns.length, inner, outer]);
}

/** `first`, `first + step`, … below `size`, last one first. */
function backwards(first: number, size: number, step: number): number[] {
  const indices: number[] = [];
  for (let i = first; i < size; i += step) indices.unshift(i);
  return indices;
}

export function conv2dInputGradient(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  attributes: ConvolutionAttributes,
): tf.Tensor {
  const info = convolutionInfo(attributes.inputShape, filter.shape, attributes, false);
  const turned = transposeMatrices(filter) as tf.Tensor4D;
  return inputGradient(dy, turned, info, (x, part, dilation) => tf.conv2d(x, part, 1, 'valid', 'NHWC', dilation));
}

export function depthwiseInputGradient(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  attributes: ConvolutionAttributes,
): tf.Tensor {
  const [height, width, channels, multiplier] = filter.shape;
  const info = convolutionInfo(attributes.inputShape, filter.shape, attributes, true);
  const flat = filter.reshape([height, width, channels * multiplier, 1]) as tf.Tensor4D;
  return inputGradient(dy, flat, info, (x, part, dilation) => {
    const each = tf.depthwiseConv2d(x, part, 1, 'valid', 'NHWC', dilation);
    if (multiplier === 1) return each;
    // The multiplier's outputs of one channel lie side by side.
    const shape = [...each.shape.slice(0, 3), channels] as [number, number, number, number];
    return tf.matMul(each.reshape([-1, multiplier]), tf.ones([multiplier, 1])).reshape(shape);
  });
}
