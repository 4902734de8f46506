import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import type { Loss, LossContext, LossFunction } from '../../core/interfaces/loss.js';
import type { Resolved } from '../../core/options/references.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { classOverlapLosses, imageDiceLosses } from './formulas/overlap.js';
import { classWeightRow, labelledPixels, pixelLoss, pixelLossFields } from './pixel-loss.js';

const DiceOptions = z.strictObject({
  ...pixelLossFields,
  per: z
    .enum(['class', 'image'])
    .default('class')
    .describe(
      'One ratio for each class over the batch, averaged over the classes, or one for each image over all classes with squares in the denominator (V-Net).',
    ),
  activation: z
    .enum(['softmax', 'sigmoid'])
    .default('softmax')
    .describe('Whether the classes compete for a pixel, or each is told from all others.'),
  smooth: z.number().nonnegative().default(0).describe('Added to numerator and denominator of each ratio, in pixels.'),
  falsePositives: z
    .number()
    .nonnegative()
    .default(0.5)
    .describe('Per class: weight of pixels taken for the class wrongly. 0.5 is Dice, others are Tversky.'),
  falseNegatives: z
    .number()
    .nonnegative()
    .default(0.5)
    .describe("Per class: weight of the class's pixels that are missed. 1 and 1 make the Jaccard index."),
});

type Options = Resolved<typeof DiceOptions>;

declare module '../../core/plugin.js' {
  interface LossTypes {
    dice: z.input<typeof DiceOptions>;
  }
}

class DiceLoss implements Loss {
  readonly weight: number;

  constructor(private readonly options: Options) {
    this.weight = options.weight;
  }

  setup(context: LossContext): LossFunction {
    const { ignoreIndex, classCount } = context;
    const { per, activation, smooth } = this.options;
    return pixelLoss(this.options, context, ({ logits, labels }) => {
      const { logits: rows, truth, labelled } = labelledPixels(logits, labels, ignoreIndex);
      const probabilities = (activation === 'softmax' ? tf.softmax(rows) : tf.sigmoid(rows)).mul<tf.Tensor2D>(labelled);
      const weights = classWeightRow(this.options, classCount);
      if (per === 'class') {
        return classOverlapLosses(probabilities, truth, this.options)
          .mul(weights.squeeze([0]))
          .mean();
      }
      // Squares and products of weighted roots are weighted once.
      const ofImages = (x: tf.Tensor2D) => x.mul(weights.sqrt()).reshape<tf.Tensor2D>([labels.shape[0], -1]);
      return imageDiceLosses(ofImages(probabilities), ofImages(truth), smooth).mean();
    });
  }
}

/** Dice loss, how little prediction and truth overlap; it balances rare classes against frequent ones. */
export const Dice = defineComponent('loss', {
  name: 'dice',
  description: 'Dice, Tversky and Jaccard losses: how little prediction and truth overlap.',
  options: DiceOptions,
  component: DiceLoss,
});
