import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { softmaxCrossEntropy } from '../../core/engine/ops/softmax-cross-entropy.js';
import type { Loss, LossContext, LossFunction } from '../../core/interfaces/loss.js';
import type { Resolved } from '../../core/options/references.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { hardPixels } from './formulas/ohem.js';
import { classWeightsOf, divisorOfRanks, logitsAtLabels, pixelLoss, pixelLossFields } from './pixel-loss.js';

const OhemCrossEntropyOptions = z.strictObject({
  ...pixelLossFields,
  threshold: z
    .number()
    .min(0)
    .max(1)
    .default(0.7)
    .describe('Pixels whose true class has less than this probability are hard; 0 takes the `minKept` hardest alone.'),
  minKept: z
    .int()
    .positive()
    .default(100_000)
    .describe('Where fewer pixels of a batch are hard, its hardest this many are taken.'),
  average: z
    .enum(['chosen', 'labelled', 'all'])
    .default('chosen')
    .describe('The pixels whose number the sum is divided by; mmsegmentation divides by all, ignored ones too.'),
});

type Options = Resolved<typeof OhemCrossEntropyOptions>;

declare module '../../core/plugin.js' {
  interface LossTypes {
    'ohem-cross-entropy': z.input<typeof OhemCrossEntropyOptions>;
  }
}

class OhemCrossEntropyLoss implements Loss {
  readonly weight: number;

  constructor(private readonly options: Options) {
    this.weight = options.weight;
  }

  setup(context: LossContext): LossFunction {
    const { ignoreIndex } = context;
    const { average } = this.options;
    const shares = (losses: tf.Tensor1D, weights: tf.Tensor1D, labelled: tf.Tensor1D): tf.Tensor1D => {
      const chosen = hardPixels(losses, labelled, this.options);
      const divisor = {
        chosen: () => chosen.sum<tf.Scalar>(),
        labelled: () => labelled.sum<tf.Scalar>(),
        all: () => tf.scalar(losses.size),
      };
      return chosen.mul(weights).divNoNan(divisorOfRanks(divisor[average](), context));
    };
    return pixelLoss(this.options, context, ({ logits, labels }) => {
      const classWeights = classWeightsOf(this.options);
      return softmaxCrossEntropy(logitsAtLabels(logits, labels), labels, { ignoreIndex, classWeights, shares });
    });
  }
}

/** Cross-entropy of the hardest pixels alone (Shrivastava et al. 2016): online hard example mining. */
export const OhemCrossEntropy = defineComponent('loss', {
  name: 'ohem-cross-entropy',
  description: 'Cross-entropy of the pixels that the network finds hardest (OHEM).',
  options: OhemCrossEntropyOptions,
  component: OhemCrossEntropyLoss,
});
