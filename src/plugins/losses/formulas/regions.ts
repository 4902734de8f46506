import * as tf from '@tensorflow/tfjs';

export interface Pooling {
  readonly kind: 'max' | 'mean';
  /** Window and stride; padding is half of it. */
  readonly size: number;
}

/** Pools a map without negative values; zeros around it are counted. `[batch, height, width, channels]` */
export function poolMap(map: tf.Tensor4D, { kind, size }: Pooling): tf.Tensor4D {
  if (size === 1) return map;
  const border: [number, number] = [Math.floor(size / 2), Math.floor(size / 2)];
  const padded = tf.pad4d(map, [[0, 0], border, border, [0, 0]]);
  return kind === 'max' ? tf.maxPool(padded, size, size, 'valid') : tf.avgPool(padded, size, size, 'valid');
}

/** Cells along one side of a pooled map. */
export function pooledSize(cells: number, { size }: Pooling): number {
  return size === 1 ? cells : Math.floor((cells + 2 * Math.floor(size / 2) - size) / size) + 1;
}

/**
 * The square of `radius * radius` cells at each position, a vector for each class and image.
 * @param map `[batch, height, width, classes]`
 * @returns `[batch * classes, radius * radius, (height - radius + 1) * (width - radius + 1)]`
 */
export function regionVectors(map: tf.Tensor4D, radius: number): tf.Tensor3D {
  const [batch, height, width, classes] = map.shape;
  const [rows, columns] = [height - radius + 1, width - radius + 1];
  const shifted = Array.from({ length: radius * radius }, (_, i) =>
    tf.slice4d(map, [0, Math.floor(i / radius), i % radius, 0], [batch, rows, columns, classes]),
  );
  return tf
    .stack(shifted)
    .transpose([1, 4, 0, 2, 3])
    .reshape([batch * classes, radius * radius, rows * columns]);
}
