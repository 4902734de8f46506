import * as tf from '@tensorflow/tfjs';

type Info = ReturnType<typeof tf.backend_util.computeConv2DInfo>;

/** One weight of the window: where it stands, and the part of image and output that meet in it. */
interface Tap {
  readonly row: number;
  readonly column: number;
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly size: readonly [number, number];
}

/**
 * Gradients of a convolution with stride 1, each weight of the window a product of matrices over the pixels that it meets:
 * none for those that lie outside, which are most where the dilation is about as large as the image.
 */
export function inputGradientByTaps(dy: tf.Tensor4D, filter: tf.Tensor4D, info: Info): tf.Tensor4D {
  return tf.tidy(() => {
    const shape = info.inShape;
    let dx = tf.zeros<tf.Rank.R4>(shape);
    for (const tap of taps(info)) {
      dx = tf.tidy(() => {
        const weights = tf.slice(filter, [tap.row, tap.column, 0, 0], [1, 1, -1, -1]).reshape([shape[3], -1]);
        const product = tf.matMul(matrix(crop(dy, tap.to, tap.size)), weights as tf.Tensor2D, false, true);
        const part = product.reshape([shape[0], ...tap.size, shape[3]]) as tf.Tensor4D;
        const [top, left] = tap.from;
        const [bottom, right] = [shape[1] - top - tap.size[0], shape[2] - left - tap.size[1]];
        return dx.add<tf.Tensor4D>(
          tf.pad(part, [
            [0, 0],
            [top, bottom],
            [left, right],
            [0, 0],
          ]),
        );
      });
    }
    return dx;
  });
}

/** @see inputGradientByTaps */
export function filterGradientByTaps(x: tf.Tensor4D, dy: tf.Tensor4D, info: Info): tf.Tensor4D {
  return tf.tidy(() => {
    const { filterHeight, filterWidth, inChannels, outChannels } = info;
    const zeros = tf.zeros<tf.Rank.R2>([inChannels, outChannels]);
    const parts = new Array<tf.Tensor2D>(filterHeight * filterWidth).fill(zeros);
    for (const { row, column, from, to, size } of taps(info)) {
      parts[row * filterWidth + column] = tf.tidy(() =>
        tf.matMul<tf.Tensor2D>(matrix(crop(x, from, size)), matrix(crop(dy, to, size)), true, false),
      );
    }
    return tf.stack(parts).reshape([filterHeight, filterWidth, inChannels, outChannels]);
  });
}

function taps(info: Info): Tap[] {
  const { top, left } = info.padInfo;
  const rows = along(info.filterHeight, info.dilationHeight, top, info.inHeight, info.outHeight);
  const columns = along(info.filterWidth, info.dilationWidth, left, info.inWidth, info.outWidth);
  return rows.flatMap((y) =>
    columns.map(
      (x): Tap => ({
        row: y.tap,
        column: x.tap,
        from: [y.from, x.from],
        to: [y.to, x.to],
        size: [y.size, x.size],
      }),
    ),
  );
}

/** The weights along an axis that meet any pixel. */
function along(count: number, rate: number, pad: number, inputs: number, outputs: number) {
  return Array.from({ length: count }, (_, tap) => {
    const offset = tap * rate - pad;
    const to = Math.max(0, -offset);
    return { tap, from: to + offset, to, size: Math.min(outputs, inputs - offset) - to };
  }).filter(({ size }) => size > 0);
}

function crop(x: tf.Tensor4D, [y0, x0]: readonly [number, number], [h, w]: readonly [number, number]): tf.Tensor4D {
  return tf.slice(x, [0, y0, x0, 0], [-1, h, w, -1]);
}

function matrix(x: tf.Tensor4D): tf.Tensor2D {
  return x.reshape([-1, x.shape[3]]);
}
