import * as tf from '@tensorflow/tfjs';
import type { Normalization } from '../data/loading/normalization.js';
import { imageTensor } from '../data/loading/tensors.js';
import type { Window } from '../data/raster/raster.js';
import type { Predictor } from './predictor.js';
import { tilesOf } from './tiles.js';

/** Decoded pixels. Browsers read this module too: it needs nothing but tfjs. */
export interface Picture {
  /** RGB, row by row, `height * width * 3` bytes. */
  readonly image: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** The most probable class of each pixel of an RGB image, `height * width`; of a large one window by window (`tilesOf`). */
export function predictMask(predict: Predictor, picture: Picture, normalization: Normalization): Promise<Uint8Array> {
  const classes: Predictor = (image) => predict(image).argMax(-1).expandDims(-1);
  return predictTiled(picture, 1, Uint8Array, (part) => predictWhole(classes, part, normalization));
}

/** The same by what takes the bytes `[1, height, width, 3]` and gives classes `[1, height, width]`. */
export function predictMaskOfBytes(classify: (rgb: tf.Tensor4D) => tf.Tensor, picture: Picture): Promise<Uint8Array> {
  return predictTiled(picture, 1, Uint8Array, ({ image, width, height }) =>
    valuesOf(() => classify(tf.tensor4d(image, [1, height, width, 3], 'int32'))),
  );
}

/** The probabilities of the classes of each pixel, `height * width * classCount`; of a large image window by window. */
export function predictScores(
  predict: Predictor,
  picture: Picture,
  { normalization, classCount }: { readonly normalization: Normalization; readonly classCount: number },
): Promise<Float32Array> {
  return predictTiled(picture, classCount, Float32Array, (part) => predictWhole(predict, part, normalization));
}

/** @param values of each pixel */
async function predictTiled<A extends Uint8Array | Float32Array>(
  picture: Picture,
  values: number,
  Values: { new (length: number): A; from(values: ArrayLike<number>): A },
  predict: (part: Picture) => Promise<ArrayLike<number>>,
): Promise<A> {
  const tiles = tilesOf(picture);
  if (!tiles) return Values.from(await predict(picture));
  const whole = new Values(picture.width * picture.height * values);
  for (const { window, kept } of tiles) {
    const tile = Values.from(await predict(cutImage(picture, window)));
    for (let y = kept.top; y < kept.top + kept.height; y++) {
      const from = (y - window.top) * window.width + kept.left - window.left;
      whole.set(tile.subarray(values * from, values * (from + kept.width)), values * (y * picture.width + kept.left));
    }
  }
  return whole;
}

/** A predictor on a whole picture. */
function predictWhole(predict: Predictor, picture: Picture, normalization: Normalization): Promise<ArrayLike<number>> {
  const { image, width, height } = picture;
  return valuesOf(() => predict(imageTensor(image, [1, height, width], normalization)));
}

async function valuesOf(compute: () => tf.Tensor): Promise<ArrayLike<number>> {
  const output = tf.tidy(compute);
  try {
    return await output.data();
  } finally {
    output.dispose();
  }
}

/** A window inside an image. */
function cutImage({ image, width: stride }: Picture, { left, top, width, height }: Window): Picture {
  const cut = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const from = 3 * ((top + y) * stride + left);
    cut.set(image.subarray(from, from + 3 * width), 3 * y * width);
  }
  return { image: cut, width, height };
}
