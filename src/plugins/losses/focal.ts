import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import type { Loss, LossContext, LossFunction } from '../../core/interfaces/loss.js';
import type { Resolved } from '../../core/options/references.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { sigmoidFocal, softmaxFocal } from './formulas/focal.js';
import {
  averageField,
  classWeightRow,
  divisorOfRanks,
  labelledPixels,
  pixelLoss,
  pixelLossFields,
  quotient,
} from './pixel-loss.js';

const FocalOptions = z.strictObject({
  ...pixelLossFields,
  gamma: z.number().nonnegative().default(2).describe('How strongly easy pixels are discounted; 0 does not.'),
  activation: z
    .enum(['softmax', 'sigmoid'])
    .default('softmax')
    .describe('Whether the classes compete for a pixel, or each is told from all others.'),
  alpha: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe("With sigmoid: weight of a class's own pixels beside 1 - alpha of all others; both 1 by default."),
  average: averageField,
});

type Options = Resolved<typeof FocalOptions>;

declare module '../../core/plugin.js' {
  interface LossTypes {
    focal: z.input<typeof FocalOptions>;
  }
}

class FocalLoss implements Loss {
  readonly weight: number;

  constructor(private readonly options: Options) {
    this.weight = options.weight;
  }

  setup(context: LossContext): LossFunction {
    const { ignoreIndex, classCount } = context;
    const { gamma, alpha, activation, average } = this.options;
    return pixelLoss(this.options, context, ({ logits, labels }) => {
      const { logits: rows, truth, labelled } = labelledPixels(logits, labels, ignoreIndex);
      const weights = classWeightRow(this.options, classCount);
      const all = average === 'all';
      if (activation === 'sigmoid') {
        const losses = sigmoidFocal(rows, truth, { gamma, alpha }).mul(weights).mul(labelled);
        return quotient(
          losses.sum(),
          (all ? tf.scalar(labelled.size) : divisorOfRanks(labelled.sum(), context)).mul(classCount),
        );
      }
      const pixelWeights = truth.mul(weights).sum(1);
      const losses = softmaxFocal(rows, truth, gamma).mul(pixelWeights);
      return quotient(losses.sum(), all ? tf.scalar(labelled.size) : divisorOfRanks(pixelWeights.sum(), context));
    });
  }
}

/** Focal loss (Lin et al. 2017): cross-entropy in which pixels that are right already hardly count. */
export const Focal = defineComponent('loss', {
  name: 'focal',
  description: 'Focal loss: cross-entropy that hardly counts what is right already.',
  options: FocalOptions,
  component: FocalLoss,
});
