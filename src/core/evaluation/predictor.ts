import type * as tf from '@tensorflow/tfjs';

/**
 * Class probabilities of an image.
 * @param image `[1, height, width, 3]`, RGB, normalised; any height and width
 * @returns `[1, height, width, classCount]`, softmax over the classes, at the image's size; belongs to the caller
 */
export type Predictor = (image: tf.Tensor4D) => tf.Tensor4D;
