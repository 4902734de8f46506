import * as tf from '@tensorflow/tfjs';
import { columnSums, WINDOW } from '../../ops/column-sums.js';
import { accumulate } from './accumulate.js';
import { type ConvolutionAttributes, type ConvolutionInfo, convolutionInfo, place } from './kernel.js';
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
  /** For each phase `[pixels + largest shift, inChannels]`, zero at the end. */
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
  const longest = Math.max(...taps.map(({ shift }) => shift));
  const padding = (WINDOW - (pixels % WINDOW)) % WINDOW; // once, rather than in every sum
  return {
    phases: Array.from({ length: count }, (_, phase) => {
      const rows = tf.slice(phases.reshape([count * pixels, inChannels]), [phase * pixels, 0], [pixels, inChannels]);
      return tf.pad(rows as tf.Tensor2D, [
        [0, padding + longest],
        [0, 0],
      ]);
    }),
    dy: tf.pad(place(dy, 0, 0, height, width).reshape([pixels, dy.shape[3]]) as tf.Tensor2D, [
      [0, padding],
      [0, 0],
    ]),
    taps,
  };
}

const rowsFrom = (x: tf.Tensor2D, start: number, size: number) => tf.slice(x, [start, 0], [size, x.shape[1]]);

/** `dW[tap] = x[tap]^T dy`: one matrix product for each filter element, over blocks of `dy`. */
export function conv2dFilterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, attributes: ConvolutionAttributes): tf.Tensor {
  const info = convolutionInfo(x.shape, attributes.filterShape, attributes, false);
  const { phases, dy: rows, taps } = grid(x, dy, info);
  const transposed = phases.map((phase) => transposeMatrices(phase) as tf.Tensor2D);
  const products = accumulate(rows.shape[0], (start, size) => {
    const block = rowsFrom(rows, start, size);
    const columns = ({ phase, shift }: Tap) =>
      tf.slice(transposed[phase]!, [0, start + shift], [info.inChannels, size]);
    return tf.concat(taps.map((tap) => tf.matMul(columns(tap), block)));
  });
  return products.reshape(attributes.filterShape);
}

/** `dW[tap] = sum over pixels of x[tap] * dy`, each channel by itself. */
export function depthwiseFilterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, attributes: ConvolutionAttributes): tf.Tensor {
  const info = convolutionInfo(x.shape, attributes.filterShape, attributes, true);
  const { phases, dy: rows, taps } = grid(x, dy, info);
  const multiplier = attributes.filterShape[3];
  const size = rows.shape[0];
  const outputs = rows.reshape([size, info.inChannels, multiplier]);
  const elements = taps.map(({ phase, shift }) =>
    tf.tidy(() => {
      const inputs = rowsFrom(phases[phase]!, shift, size).reshape([size, info.inChannels, 1]);
      return columnSums(inputs.mul(outputs).reshape([size, info.inChannels * multiplier]));
    }),
  );
  return tf.stack(elements).reshape(attributes.filterShape);
}
