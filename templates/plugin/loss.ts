import * as tf from '@tensorflow/tfjs';
import { defineComponent, type Loss, type LossContext, type LossFunction, type Resolved } from 'contraseg/plugin';
import { z } from 'zod';

const MyPartOptions = z.strictObject({
  weight: z.number().nonnegative().default(1).describe('Factor of this loss in the total.'),
});

declare module 'contraseg/plugin' {
  interface LossTypes {
    'my-part': z.input<typeof MyPartOptions>;
  }
}

class MyPartLoss implements Loss {
  readonly weight: number;

  constructor(options: Resolved<typeof MyPartOptions>) {
    this.weight = options.weight;
  }

  /** It keeps nothing from one step to the next, so it is one function. */
  setup({ classCount, ignoreIndex }: LossContext): LossFunction {
    return ({ logits, labels }) =>
      tf.tidy(() => {
        const [, height, width] = labels.shape;
        const resized = tf.image.resizeBilinear(logits, [height, width], false, true);
        const labelled = labels.notEqual(ignoreIndex);
        const truth = tf.oneHot(labels, classCount); // a row of zeros where unlabelled
        const distance = tf.softmax(resized).sub(truth).square().sum(-1).mul(labelled.toFloat());
        return distance.sum().div(labelled.sum().toFloat().maximum(1));
      });
  }
}

/** Mean squared distance between the probabilities and the truth, over the labelled pixels (Brier 1950). */
export const MyPart = defineComponent('loss', {
  name: 'my-part',
  description: 'Squared distance between probabilities and truth.',
  options: MyPartOptions,
  component: MyPartLoss,
});
