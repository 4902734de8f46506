import * as tf from '@tensorflow/tfjs';
import { defineComponent, definePlugin } from 'contraseg/plugin';
import { z } from 'zod';

const LogCoshDiceOptions = z.strictObject({
  weight: z.number().nonnegative().default(1).describe('Factor of this loss in the total.'),
  smooth: z.number().positive().default(1).describe('Added to numerator and denominator, in pixels.'),
});

/** @implements {import('contraseg/plugin').Loss} */
class LogCoshDiceLoss {
  /** @param {import('zod').output<typeof LogCoshDiceOptions>} options */
  constructor(options) {
    this.weight = options.weight;
    this.smooth = options.smooth;
  }

  /** Keeps nothing from one step to the next, so it is one function. */
  setup({ classCount, ignoreIndex }) {
    return ({ logits, labels }) =>
      tf.tidy(() => {
        const [, height, width] = labels.shape;
        const resized = tf.image.resizeBilinear(logits, [height, width], false, true);
        const labelled = labels.notEqual(ignoreIndex);
        // The ignore index is no class, so an unlabelled pixel is a row of zeros.
        const truth = tf.oneHot(labels, classCount).toFloat();
        const probability = tf.softmax(resized).mul(labelled.expandDims(-1).toFloat());

        const pixels = [0, 1, 2];
        const size = truth.sum(pixels);
        const overlap = probability.mul(truth).sum(pixels).mul(2).add(this.smooth);
        const dice = overlap.div(probability.sum(pixels).add(size).add(this.smooth));
        const present = size.greater(0).toFloat();
        const loss = tf.sub(1, dice).mul(present).sum().div(present.sum().maximum(1));
        return tf.log(tf.cosh(loss));
      });
  }
}

/**
 * The logarithm of the hyperbolic cosine of the Dice loss, averaged over the classes of the batch: smooth where it is small
 * (Jadon 2020).
 */
export const LogCoshDice = defineComponent('loss', {
  name: 'log-cosh-dice',
  description: 'Soft Dice overlap under log cosh, averaged over the classes of the batch.',
  options: LogCoshDiceOptions,
  component: LogCoshDiceLoss,
});

export default definePlugin({
  name: 'contraseg-plugin-log-cosh-dice',
  version: '0.1.0',
  apiVersion: 2,
  register: (registry) => registry.add(LogCoshDice),
});
