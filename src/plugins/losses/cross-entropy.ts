import type * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { softmaxCrossEntropy } from '../../core/engine/ops/softmax-cross-entropy.js';
import type { Loss, LossContext, LossFunction } from '../../core/interfaces/loss.js';
import type { Resolved } from '../../core/options/references.js';
import { defineComponent } from '../../core/registry/define-component.js';
import {
  averageField,
  classWeightsOf,
  divisorOfRanks,
  logitsAtLabels,
  pixelLoss,
  pixelLossFields,
  sharesOfAll,
} from './pixel-loss.js';

const CrossEntropyOptions = z.strictObject({
  ...pixelLossFields,
  average: averageField,
});

type Options = Resolved<typeof CrossEntropyOptions>;

declare module '../../core/plugin.js' {
  interface LossTypes {
    'cross-entropy': z.input<typeof CrossEntropyOptions>;
  }
}

class CrossEntropyLoss implements Loss {
  readonly weight: number;

  constructor(private readonly options: Options) {
    this.weight = options.weight;
  }

  setup(context: LossContext): LossFunction {
    const { ignoreIndex } = context;
    const sharesOfLabelled = (_losses: tf.Tensor1D, weights: tf.Tensor1D): tf.Tensor1D =>
      weights.divNoNan(divisorOfRanks(weights.sum(), context));
    const shares = this.options.average === 'all' ? sharesOfAll : sharesOfLabelled;
    return pixelLoss(this.options, context, ({ logits, labels }) => {
      const classWeights = classWeightsOf(this.options);
      return softmaxCrossEntropy(logitsAtLabels(logits, labels), labels, { ignoreIndex, classWeights, shares });
    });
  }
}

/** Pixel-wise cross-entropy at the labels' own size; unlabelled pixels do not count. */
export const CrossEntropy = defineComponent('loss', {
  name: 'cross-entropy',
  description: 'Pixel-wise cross-entropy with class weights.',
  options: CrossEntropyOptions,
  component: CrossEntropyLoss,
});
