import * as tf from '@tensorflow/tfjs';
import { descendingOrder } from './descending-order.js';

export interface LovaszOptions {
  readonly ignoreIndex: number;
  /** Whether a class without pixels counts with its greatest error, or not at all. */
  readonly classes: 'present' | 'all';
  /** How many equal parts of the pixels get a loss of their own, which is averaged: 1 or the number of images. */
  readonly parts: number;
  /** Factor of each class's loss; all 1 when absent. */
  readonly classWeights?: readonly number[] | undefined;
}

/**
 * The Lovász-softmax loss (Berman et al. 2018, eq. 9 and 11): the convex surrogate of the mean Jaccard loss. Exactly 0
 * where no pixel is labelled. The errors are sorted on the host; their order is a constant to the gradient.
 * @param probabilities `[pixels, classes]`
 * @param labels on the host, `[pixels]`
 */
export function lovaszSoftmax(probabilities: tf.Tensor2D, labels: Int32Array, options: LovaszOptions): tf.Scalar {
  const loss = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [x, save] = args as [tf.Tensor2D, tf.GradSaveFunc];
    const { value, gradient } = onHost(x.dataSync() as Float32Array, x.shape, labels, options);
    save([tf.tensor2d(gradient, x.shape)]);
    return { value: tf.scalar(value), gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => saved!.mul(dy) };
  });
  return loss(probabilities) as tf.Scalar;
}

function onHost(
  probabilities: Float32Array,
  [pixels, classCount]: [number, number],
  labels: Int32Array,
  { ignoreIndex, classes, parts, classWeights }: LovaszOptions,
): { value: number; gradient: Float32Array } {
  const gradient = new Float32Array(probabilities.length);
  let value = 0;
  for (let part = 0; part < parts; part++) {
    const places = labelledPlaces(labels, ignoreIndex, (part * pixels) / parts, ((part + 1) * pixels) / parts);
    const counts = new Uint32Array(classCount);
    for (const place of places) counts[labels[place]!]!++;
    const counted = [...counts.keys()].filter((c) => places.length > 0 && (classes === 'all' || counts[c]! > 0));
    for (const c of counted) {
      const foreground = Uint8Array.from(places, (place) => Number(labels[place] === c));
      const errors = Float32Array.from(places, (place, i) =>
        Math.abs(foreground[i]! - probabilities[place * classCount + c]!),
      );
      const factor = (classWeights?.[c] ?? 1) / counted.length / parts;
      const slopes = jaccardSlopes(errors, foreground, counts[c]!);
      for (let i = 0; i < places.length; i++) {
        value += factor * slopes[i]! * errors[i]!;
        gradient[places[i]! * classCount + c] = (foreground[i] ? -factor : factor) * slopes[i]!;
      }
    }
  }
  return { value, gradient };
}

/** How much each error adds to the Jaccard loss when errors come in, greatest first (algorithm 1 of the paper). */
function jaccardSlopes(errors: Float32Array, foreground: Uint8Array, total: number): Float64Array {
  const slopes = new Float64Array(errors.length);
  let intersection = total;
  let union = total;
  let before = 0;
  for (const place of descendingOrder(errors)) {
    if (foreground[place]) intersection--;
    else union++;
    const loss = 1 - intersection / union;
    slopes[place] = loss - before;
    before = loss;
  }
  return slopes;
}

function labelledPlaces(labels: Int32Array, ignoreIndex: number, from: number, to: number): Uint32Array {
  const places = new Uint32Array(to - from);
  let size = 0;
  for (let i = from; i < to; i++) if (labels[i] !== ignoreIndex) places[size++] = i;
  return places.subarray(0, size);
}
