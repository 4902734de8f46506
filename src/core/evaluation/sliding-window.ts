import * as tf from '@tensorflow/tfjs';
import type { Predictor } from './predictor.js';

export interface SlidingWindow {
  /** Size of a window in pixels; an image that is smaller is taken whole. */
  readonly height: number;
  readonly width: number;
  /** Pixels between the starts of neighbouring windows. */
  readonly strideY: number;
  readonly strideX: number;
}

/** Predicts windows that overlap and averages the probabilities where they do. */
export function slidingWindow(predict: Predictor, window: SlidingWindow): Predictor {
  return (image) =>
    tf.tidy(() => {
      const [, height, width] = image.shape;
      const rows = windowStarts(height, window.height, window.strideY);
      const columns = windowStarts(width, window.width, window.strideX);
      const windowHeight = Math.min(window.height, height);
      const windowWidth = Math.min(window.width, width);
      let total: tf.Tensor4D | undefined;
      for (const y of rows) {
        for (const x of columns) {
          const sum: tf.Tensor4D | undefined = total;
          total = tf.tidy(() => {
            const crop = image.slice([0, y, x, 0], [1, windowHeight, windowWidth, -1]);
            const placed = predict(crop).pad([
              [0, 0],
              [y, height - windowHeight - y],
              [x, width - windowWidth - x],
              [0, 0],
            ]) as tf.Tensor4D;
            return sum ? sum.add<tf.Tensor4D>(placed) : placed;
          });
          sum?.dispose();
        }
      }
      const cover = (starts: readonly number[], length: number, size: number) => {
        const counts = new Float32Array(length);
        for (const start of starts) for (let i = start; i < start + size; i++) counts[i]!++;
        return counts;
      };
      const coverY = tf.tensor4d(cover(rows, height, windowHeight), [1, height, 1, 1]);
      const coverX = tf.tensor4d(cover(columns, width, windowWidth), [1, 1, width, 1]);
      return total!.div<tf.Tensor4D>(coverY.mul(coverX));
    });
}

/** Starts `stride` apart; the last window is moved back to end with the image, as in mmsegmentation. */
export function windowStarts(length: number, window: number, stride: number): number[] {
  const slack = Math.max(0, length - window);
  return Array.from({ length: Math.ceil(slack / stride) + 1 }, (_, i) => Math.min(i * stride, slack));
}
