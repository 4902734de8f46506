import * as tf from '@tensorflow/tfjs';

/*
 * Pooling as PyTorch does it, made of stock layers.
 */

export interface MaxPoolingArgs {
  readonly name: string;
  /** Sizes are rounded up instead of down: an even size gives one cell more. */
  readonly ceilMode?: boolean;
}

/**
 * The largest of 3x3 cells at stride 2 with a border of 1. Behind a ReLU nothing is below 0, so that zeros are as good a
 * border as PyTorch's minus infinity. Layers `<name>.pad` and `<name>`.
 */
export function maxPoolingAfterRelu(x: tf.SymbolicTensor, { name, ceilMode }: MaxPoolingArgs): tf.SymbolicTensor {
  const sides: [number, number] = [1, ceilMode ? 2 : 1];
  const padded = tf.layers.zeroPadding2d({ name: `${name}.pad`, padding: [sides, sides] }).apply(x);
  const pool = tf.layers.maxPooling2d({ name, poolSize: 3, strides: 2, padding: 'valid' });
  return pool.apply(padded) as tf.SymbolicTensor;
}

/** The mean of 2x2 cells at stride 2, of fewer at the border of an odd size, which is rounded up. */
export function averagePooling(x: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
  return tf.layers.averagePooling2d({ name, poolSize: 2, strides: 2, padding: 'same' }).apply(x) as tf.SymbolicTensor;
}

/** The mean of each cell and its right and lower neighbours, zeros beyond the border. Layers `<name>.pad` and `<name>`. */
export function averageOfNeighbours(x: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
  const sides: [number, number] = [0, 1];
  const padded = tf.layers.zeroPadding2d({ name: `${name}.pad`, padding: [sides, sides] }).apply(x);
  const pool = tf.layers.averagePooling2d({ name, poolSize: 2, strides: 1, padding: 'valid' });
  return pool.apply(padded) as tf.SymbolicTensor;
}

/** The mean of each channel, `[batch, 1, 1, channels]`. Layers `<name>` and `<name>.reshape`. */
export function globalAveragePooling(x: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
  const pooled = tf.layers.globalAveragePooling2d({ name }).apply(x) as tf.SymbolicTensor;
  const reshape = tf.layers.reshape({ name: `${name}.reshape`, targetShape: [1, 1, x.shape[3]!] });
  return reshape.apply(pooled) as tf.SymbolicTensor;
}
