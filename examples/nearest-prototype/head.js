import * as tf from '@tensorflow/tfjs';
import { blocks, defineComponent, heNormal, RANDOM } from 'contraseg/plugin';
import { z } from 'zod';

const NearestPrototypeOptions = z.strictObject({
  channels: z.int().positive().default(64).describe('Size of an embedding, and of a prototype.'),
  prototypes: z.int().positive().default(4).describe('Prototypes per class.'),
  temperature: z.number().positive().default(0.1).describe('Similarities are divided by it to be logits.'),
});

/** @implements {import('contraseg/plugin').Head} */
class NearestPrototypeHead {
  /**
   * @param {import('zod').output<typeof NearestPrototypeOptions>} options
   * @param {import('contraseg/plugin').RandomStreams} random
   */
  constructor(options, random) {
    this.options = options;
    this.random = random;
  }

  /**
   * Logits are the similarity to the nearest prototype of each class. Stock layers do for it, so that the exported model opens
   * alone: an embedding has the length √channels after layer normalisation, and prototype k of all classes is the kernel of
   * a fixed 1x1 convolution.
   */
  build({ features, classCount }) {
    const { channels, prototypes, temperature } = this.options;
    const { tensor, stride } = Object.values(features).at(-1);
    const block = { name: 'decoder', filters: channels, kernelSize: 3, kernels: heNormal(this.random) };
    const decoder = blocks.convolutionBlock(tensor, block);
    const rows = blocks.convolution(decoder, { name: 'embedding', filters: channels, kernels: heNormal(this.random) });
    const normalization = { name: 'embedding.norm', axis: -1, epsilon: 1e-6, trainable: false };
    const embedding = tf.layers.layerNormalization(normalization).apply(rows);

    const length = 1 / (temperature * Math.sqrt(channels));
    const layers = Array.from({ length: prototypes }, (_, k) => {
      const args = { name: `prototypes.${k}`, filters: classCount, kernelSize: 1, useBias: false, trainable: false };
      const kernelInitializer = heNormal(this.random)(args.name, channels);
      return tf.layers.conv2d({ ...args, kernelInitializer });
    });
    const similarities = layers.map((layer) => layer.apply(embedding));
    for (const layer of layers) setLengths(layer.weights[0].read(), length);
    const nearest = tf.layers.maximum({ name: 'nearest' });
    return {
      logits: prototypes > 1 ? nearest.apply(similarities) : similarities[0],
      features: { embedding: { tensor: embedding, channels, stride } },
      state: Object.fromEntries(layers.map((layer) => [layer.name, layer.weights[0].read()])),
    };
  }
}

/** Scales each column of a kernel `[1, 1, channels, classes]` to a length. */
function setLengths(kernel, length) {
  tf.tidy(() => kernel.assign(kernel.mul(length).div(tf.norm(kernel, 'euclidean', 2, true))));
}

/** The classifier of Zhou et al. (2022): no weights of its own but prototypes, which the loss `prototypes` moves. */
export const NearestPrototype = defineComponent('head', {
  name: 'nearest-prototype',
  description: 'Classifies by the nearest of several prototypes per class.',
  options: NearestPrototypeOptions,
  inject: [RANDOM],
  component: NearestPrototypeHead,
});
