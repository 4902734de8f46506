import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import type { Loss, LossContext, LossFunction } from '../../core/interfaces/loss.js';
import type { Resolved } from '../../core/options/references.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { lovaszSoftmax } from './formulas/lovasz.js';
import { logitsAtLabels, pixelLoss, pixelLossFields } from './pixel-loss.js';

const LovaszOptions = z.strictObject({
  ...pixelLossFields,
  classes: z
    .enum(['present', 'all'])
    .default('present')
    .describe('Whether the mean takes the classes that the labels have, or all of them.'),
  perImage: z.boolean().default(false).describe("Averages a loss of each image, in place of the whole batch's."),
});

type Options = Resolved<typeof LovaszOptions>;

declare module '../../core/plugin.js' {
  interface LossTypes {
    lovasz: z.input<typeof LovaszOptions>;
  }
}

class LovaszLoss implements Loss {
  readonly weight: number;

  constructor(private readonly options: Options) {
    this.weight = options.weight;
  }

  setup(context: LossContext): LossFunction {
    const { ignoreIndex, classCount } = context;
    const { classes, perImage, classWeights } = this.options;
    return pixelLoss(this.options, context, ({ logits, labels, labelValues }) => {
      const rows = logitsAtLabels(logits, labels).reshape<tf.Tensor2D>([-1, classCount]);
      const parts = perImage ? labels.shape[0] : 1;
      return lovaszSoftmax(tf.softmax(rows), labelValues, { ignoreIndex, classes, parts, classWeights });
    });
  }
}

/** The Lovász-softmax loss (Berman et al. 2018), which descends on the mean intersection over union itself. */
export const Lovasz = defineComponent('loss', {
  name: 'lovasz',
  description: 'Lovász-softmax: a surrogate of the mean intersection over union.',
  options: LovaszOptions,
  component: LovaszLoss,
});
