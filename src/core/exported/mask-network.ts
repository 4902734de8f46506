import * as tf from '@tensorflow/tfjs';
import { ClassifyPixels, PrepareImage } from '../layers/picture.js';
import type { Contract } from './contract.js';

/**
 * The network with all that the contract says in it: RGB bytes `[batch, height, width, 3]` of any size to the class of each
 * pixel, `[batch, height, width]`.
 */
export function maskNetwork(
  network: tf.LayersModel,
  { input: { mean, std, order, multipleOf } }: Pick<Contract, 'input'>,
): tf.LayersModel {
  const image = tf.input({ name: 'rgb', shape: [null, null, 3] });
  const prepared = new PrepareImage({ name: 'prepare', mean, std, order, multipleOf }).apply(image);
  const logits = network.apply(prepared) as tf.SymbolicTensor;
  const mask = new ClassifyPixels({ name: 'classify', multipleOf }).apply([logits, image]) as tf.SymbolicTensor;
  return tf.model({ name: 'segmentation', inputs: image, outputs: mask });
}
