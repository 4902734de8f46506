import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { softmaxCrossEntropy } from '../../core/engine/ops/softmax-cross-entropy.js';
import { ContrasegError } from '../../core/errors/index.js';
import { unknownFeature, wrongClassWeights } from '../../core/errors/model.js';
import type { Loss, LossContext, LossFunction, LossTerm } from '../../core/interfaces/loss.js';
import { resizeBilinear } from '../../core/layers/resize-bilinear.js';
import type { Resolved } from '../../core/options/references.js';
import type { RandomStreams } from '../../core/random/random-streams.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { RANDOM } from '../../core/registry/tokens.js';
import { AuxiliaryClassifier } from './auxiliary-classifier.js';

const CrossEntropyOptions = z.strictObject({
  weight: z.number().nonnegative().default(1).describe('Factor of this loss in the total.'),
  classWeights: z
    .array(z.number().nonnegative())
    .optional()
    .describe("Weight of each class's pixels, in the order of the class list; all equal by default."),
  auxiliary: z
    .strictObject({
      feature: z.string().describe('The feature map that a second, 1x1 classifier reads, in training only.'),
      weight: z.number().positive().default(0.4).describe('Its factor beside the main classifier.'),
    })
    .optional()
    .describe('A second cross-entropy on an inner feature map (Zhao et al. 2017, section 3.2); none by default.'),
});

declare module '../../core/plugin.js' {
  interface LossTypes {
    'cross-entropy': z.input<typeof CrossEntropyOptions>;
  }
}

class CrossEntropyLoss implements Loss {
  readonly weight: number;

  constructor(
    private readonly options: Resolved<typeof CrossEntropyOptions>,
    private readonly random: RandomStreams,
  ) {
    this.weight = options.weight;
  }

  setup({ classCount, ignoreIndex, features: offered }: LossContext): LossTerm | LossFunction {
    const { classWeights, auxiliary } = this.options;
    if (classWeights && classWeights.length !== classCount) {
      throw new ContrasegError(wrongClassWeights(classWeights.length, classCount));
    }
    const crossEntropy = (logits: tf.Tensor4D, labels: tf.Tensor3D): tf.Scalar => {
      const resized = resizeBilinear(logits, labels.shape[1], labels.shape[2]);
      return softmaxCrossEntropy(resized, labels, {
        ignoreIndex,
        classWeights: classWeights && tf.tensor1d(classWeights),
      });
    };
    if (!auxiliary) return ({ logits, labels }) => tf.tidy(() => crossEntropy(logits, labels));

    const { feature, weight } = auxiliary;
    const info = offered[feature];
    if (!info) throw new ContrasegError(unknownFeature(feature, Object.keys(offered)));
    const classifier = new AuxiliaryClassifier(info.channels, classCount, this.random);
    return {
      features: [feature],
      variables: classifier.variables,
      compute: ({ logits, features, labels }) =>
        tf.tidy(() => {
          const first = crossEntropy(logits, labels);
          const second = crossEntropy(classifier.logits(features[feature]!), labels);
          return first.add<tf.Scalar>(second.mul(weight));
        }),
      dispose: () => classifier.dispose(),
    };
  }
}

/** Pixel-wise cross-entropy at the labels' own size; unlabelled pixels do not count. */
export const CrossEntropy = defineComponent('loss', {
  name: 'cross-entropy',
  description: 'Pixel-wise cross-entropy with class weights and an optional auxiliary classifier.',
  options: CrossEntropyOptions,
  inject: [RANDOM],
  component: CrossEntropyLoss,
});
