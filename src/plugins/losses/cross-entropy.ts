import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { softmaxCrossEntropy } from '../../core/engine/ops/softmax-cross-entropy.js';
import { ContrasegError } from '../../core/errors/index.js';
import { unknownFeature, wrongClassWeights } from '../../core/errors/model.js';
import type { Loss, LossContext, LossInputs, LossVariable } from '../../core/interfaces/loss.js';
import { resizeBilinear } from '../../core/layers/resize-bilinear.js';
import type { Resolved } from '../../core/options/references.js';
import { RandomStreams } from '../../core/random/random-streams.js';
import type { ComponentDefinition } from '../../core/registry/definition.js';
import { inject, injectable, OPTIONS, RANDOM } from '../../core/registry/injection.js';
import { AuxiliaryClassifier } from './auxiliary-classifier.js';

export const CrossEntropyOptions = z.strictObject({
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

/** Pixel-wise cross-entropy at the labels' own size; unlabelled pixels do not count. */
@injectable()
export class CrossEntropyLoss implements Loss {
  readonly weight: number;
  readonly features: readonly string[];
  private readonly auxiliary: AuxiliaryClassifier | undefined;
  private ignoreIndex = 255;

  constructor(
    @inject(OPTIONS) private readonly options: Resolved<typeof CrossEntropyOptions>,
    @inject(RANDOM) random: RandomStreams = new RandomStreams(0),
  ) {
    this.weight = options.weight;
    this.features = options.auxiliary ? [options.auxiliary.feature] : [];
    this.auxiliary = options.auxiliary && new AuxiliaryClassifier(random);
  }

  get variables(): readonly LossVariable[] {
    return this.auxiliary?.variables ?? [];
  }

  setup({ classCount, ignoreIndex, features }: LossContext): void {
    const { classWeights, auxiliary } = this.options;
    this.ignoreIndex = ignoreIndex;
    if (classWeights && classWeights.length !== classCount) {
      throw new ContrasegError(wrongClassWeights(classWeights.length, classCount));
    }
    if (!auxiliary) return;
    const info = features[auxiliary.feature];
    if (!info) throw new ContrasegError(unknownFeature(auxiliary.feature, Object.keys(features)));
    this.auxiliary!.allocate(info.channels, classCount);
  }

  compute({ logits, features, labels }: LossInputs): tf.Scalar {
    return tf.tidy(() => {
      const loss = this.crossEntropy(logits, labels);
      const { auxiliary } = this.options;
      if (!auxiliary) return loss;
      const second = this.crossEntropy(this.auxiliary!.logits(features[auxiliary.feature]!), labels);
      return loss.add<tf.Scalar>(second.mul(auxiliary.weight));
    });
  }

  dispose(): void {
    this.auxiliary?.dispose();
  }

  private crossEntropy(logits: tf.Tensor4D, labels: tf.Tensor3D): tf.Scalar {
    const resized = resizeBilinear(logits, labels.shape[1], labels.shape[2]);
    const { classWeights } = this.options;
    return softmaxCrossEntropy(resized, labels, {
      ignoreIndex: this.ignoreIndex,
      classWeights: classWeights && tf.tensor1d(classWeights),
    });
  }
}

export const crossEntropy: ComponentDefinition<'loss'> = {
  name: 'cross-entropy',
  description: 'Pixel-wise cross-entropy with class weights and an optional auxiliary classifier.',
  options: CrossEntropyOptions,
  component: CrossEntropyLoss,
};
