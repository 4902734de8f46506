import * as tf from '@tensorflow/tfjs';
import type { Predictor } from './predictor.js';

export interface TestTimeAugmentation {
  /** Factors of the image's size. */
  readonly scales: readonly number[];
  /** Also predicts each scale mirrored left and right. */
  readonly flip: boolean;
}

/** Averages the probabilities of scaled and mirrored copies, each brought back to the image's size. */
export function augmented(predict: Predictor, { scales, flip }: TestTimeAugmentation): Predictor {
  return (image) =>
    tf.tidy(() => {
      let total: tf.Tensor4D | undefined;
      for (const scale of scales) {
        for (const mirrored of flip ? [false, true] : [false]) {
          const sum: tf.Tensor4D | undefined = total;
          total = tf.tidy(() => {
            const view = predictView(predict, image, scale, mirrored);
            return sum ? sum.add<tf.Tensor4D>(view) : view;
          });
          sum?.dispose();
        }
      }
      return total!.div<tf.Tensor4D>(scales.length * (flip ? 2 : 1));
    });
}

function predictView(predict: Predictor, image: tf.Tensor4D, scale: number, mirrored: boolean): tf.Tensor4D {
  const [, height, width] = image.shape;
  const scaled = resize(image, Math.max(1, Math.round(height * scale)), Math.max(1, Math.round(width * scale)));
  // reverse, and not image.flipLeftRight, which wasm has for images of up to 4 channels only.
  const probabilities = predict(mirrored ? scaled.reverse(2) : scaled);
  return resize(mirrored ? probabilities.reverse(2) : probabilities, height, width);
}

function resize(image: tf.Tensor4D, height: number, width: number): tf.Tensor4D {
  if (image.shape[1] === height && image.shape[2] === width) return image;
  return tf.image.resizeBilinear(image, [height, width], false, true);
}
