import type * as tf from '@tensorflow/tfjs';
import { type Picture, predictMask, predictMaskOfBytes } from '../evaluation/predict-mask.js';
import { type InferenceModel, predictProbabilities } from '../model/inference.js';
import type { Contract } from './contract.js';

/** An exported network that gives logits, as inference wants it, in Node and in browsers. */
export function inferenceModel(network: tf.LayersModel, { input }: Pick<Contract, 'input'>): InferenceModel {
  return {
    outputStride: input.multipleOf,
    forward: (images, options) => ({ logits: network.apply(images, options) as tf.Tensor4D }),
  };
}

/** Does what the contract says. @returns the class of each pixel, `height * width` */
export function segmentPicture(network: tf.LayersModel, contract: Contract, picture: Picture): Promise<Uint8Array> {
  if (contract.graph === 'mask') return predictMaskOfBytes((rgb) => network.apply(rgb) as tf.Tensor, picture);
  const model = inferenceModel(network, contract);
  return predictMask((image) => predictProbabilities(model, image), picture, contract.input);
}
