import * as tf from '@tensorflow/tfjs';
import { type ConvolutionAttributes, type ConvolutionInfo, columnSums, convolutionInfo, place } from './kernel.js';
import { transposeMatrices } from './transpose-matrices.js';

/** One filter element: the input pixels that it is multiplied with, as a shift of the output's pixel rows. */
interface Tap {
  /** Which of the stride x stride interleaved images. */
  readonly phase: number;
  readonly shift: number;
}

/**
 * Input and output gradient as matrices `[pixels, channels]` over one common grid, such that the input pixel of every
 * filter element lies a fixed number of rows further. Rows of `dy` outside of the output are zero, so what a shift
 * wraps around to does not count.
 */
interface Grid {
  /** One `[pixels, inChannels]` for each phase. */
  readonly phases: tf.Tensor2D[];
  /** `[pixels, outChannels]` */
  readonly dy: tf.Tensor2D;
  readonly taps: Tap[];
}

function grid(x: tf.Tensor4D, dy: tf.Tensor4D, info: ConvolutionInfo): Grid {
  const { batchSize, inChannels, filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
  const { dilationHeight, dilationWidth } = info;
  const height = info.outHeight + Math.floor(((filterHeight - 1) * dilationHeight) / strideHeight);
  const width = info.outWidth + Math.floor(((filterWidth - 1) * dilationWidth) / strideWidth);
  const pixels = batchSize * height * width;
  const padded = place(x, padInfo.top, padInfo.left, height * strideHeight, width * strideWidth);
  const count = strideHeight * strideWidth;
  const split = padded.reshape([batchSize, height, strideHeight, width, strideWidth, inChannels]);
  const phases = count === 1 ? padded : tf.transpose(split, [2, 4, 0, 1, 3, 5]);
  const taps = Array.from({ length: filterHeight * filterWidth }, (_, k): Tap => {
    const row = Math.floor(k / filterWidth) * dilationHeight;
    const column = (k % filterWidth) * dilationWidth;
    return {
      phase: (row % strideHeight) * strideWidth + (column % strideWidth),
      shift: Math.floor(row / strideHeight) * width + Math.floor(column / strideWidth),
    };
  });
  return {
    phases: tf.unstack(phases.reshape([count, pixels, inChannels])) as tf.Tensor2D[],
    dy: place(dy, 0, 0, height, width).reshape([pixels, dy.shape[3]]),
    taps,
  };
}

const rowsFrom = (x: tf.Tensor2D, start: number, size: number) => tf.slice(x, [start, 0], [size, x.shape[1]]);

/** `dW[tap] = x[tap]^T dy`: one matrix product for each filter element. */
export function conv2dFilterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, attributes: ConvolutionAttributes): tf.Tensor {
  const info = convolutionInfo(x.shape, attributes.filterShape, attributes, false);
  const { phases, dy: rows, taps } = grid(x, dy, info);
  const transposed = phases.map((phase) => transposeMatrices(phase));
  const elements = taps.map(({ phase, shift }) => {
    const size = rows.shape[0] - shift;
    const columns = tf.slice(transposed[phase] as tf.Tensor2D, [0, shift], [info.inChannels, size]);
    return tf.matMul(columns, rowsFrom(rows, 0, size));
  });
  return tf.stack(elements).reshape(attributes.filterShape);
}

/** `dW[tap] = sum over pixels of x[tap] * dy`, each channel by itself. */
export function depthwiseFilterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, attributes: ConvolutionAttributes): tf.Tensor {
  const info = convolutionInfo(x.shape, attributes.filterShape, attributes, true);
  const { phases, dy: rows, taps } = grid(x, dy, info);
  const multiplier = attributes.filterShape[3];
  const elements = taps.map(({ phase, shift }) => {
    const size = rows.shape[0] - shift;
    const inputs = rowsFrom(phases[phase]!, shift, size).reshape([size, info.inChannels, 1]);
    const outputs = rowsFrom(rows, 0, size).reshape([size, info.inChannels, multiplier]);
    return columnSums(inputs.mul(outputs).reshape([size, info.inChannels * multiplier]));
  });
  return tf.stack(elements).reshape(attributes.filterShape);
}
