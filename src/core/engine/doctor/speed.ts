import * as tf from '@tensorflow/tfjs';

export interface Speed {
  /** GFLOP/s of a 512x512x512 matrix product. */
  readonly matmul: number;
  /** GFLOP/s of a 3x3 convolution with 64 channels on 2x48x64 pixels. */
  readonly convolution: number;
}

/** Measures the current engine for a moment; the best of a few runs, since other programs only ever slow them. */
export function measureSpeed(): Speed {
  return tf.tidy(() => {
    const square = tf.ones<tf.Rank.R2>([512, 512]);
    const image = tf.ones<tf.Rank.R4>([2, 48, 64, 64]);
    const kernel = tf.ones<tf.Rank.R4>([3, 3, 64, 64]);
    return {
      matmul: rate(2 * 512 ** 3, () => tf.matMul(square, square)),
      convolution: rate(2 * 2 * 48 * 64 * 9 * 64 * 64, () => tf.conv2d(image, kernel, 1, 'same')),
    };
  });
}

function rate(operations: number, run: () => tf.Tensor): number {
  let fastest = Number.POSITIVE_INFINITY;
  let spent = 0;
  for (let i = 0; i < 8 && spent < 1500; i++) {
    const start = performance.now();
    const result = run();
    result.dataSync();
    const elapsed = performance.now() - start;
    result.dispose();
    fastest = Math.min(fastest, elapsed);
    spent += elapsed;
  }
  return operations / fastest / 1e6;
}
