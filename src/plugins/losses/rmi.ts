import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { ContrasegError } from '../../core/errors/index.js';
import { mapTooSmall } from '../../core/errors/training.js';
import type { Loss, LossContext, LossFunction } from '../../core/interfaces/loss.js';
import type { Resolved } from '../../core/options/references.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { pooledSize, poolMap, regionVectors } from './formulas/regions.js';
import { regionMutualInformationLosses } from './formulas/rmi.js';
import { classWeightRow, labelledPixels, pixelLoss, pixelLossFields } from './pixel-loss.js';

const RmiOptions = z.strictObject({
  ...pixelLossFields,
  radius: z.int().min(2).default(3).describe('Side of the square of cells that makes one region.'),
  pooling: z.enum(['max', 'mean']).default('max').describe('How truth and prediction are shrunk before.'),
  poolSize: z.int().positive().default(3).describe('By how much they are shrunk; 1 leaves them as they are.'),
  crossEntropyShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('Share of the binary cross-entropy in the loss; the rest is the bound on the mutual information.'),
});

type Options = Resolved<typeof RmiOptions>;

declare module '../../core/plugin.js' {
  interface LossTypes {
    rmi: z.input<typeof RmiOptions>;
  }
}

class RmiLoss implements Loss {
  readonly weight: number;

  constructor(private readonly options: Options) {
    this.weight = options.weight;
  }

  setup(context: LossContext): LossFunction {
    const { ignoreIndex, classCount } = context;
    const { radius, pooling, poolSize, crossEntropyShare } = this.options;
    const pool = { kind: pooling, size: poolSize };
    return pixelLoss(this.options, context, ({ logits, labels }) => {
      const [batch, height, width] = labels.shape;
      if (Math.min(pooledSize(height, pool), pooledSize(width, pool)) < radius) {
        throw new ContrasegError(mapTooSmall('rmi', height, width, radius * poolSize));
      }
      const { logits: rows, truth, labelled } = labelledPixels(logits, labels, ignoreIndex);
      const weights = classWeightRow(this.options, classCount);
      const binary = tf.softplus(rows).sub(rows.mul(truth)).mul(labelled).mul(weights);
      const crossEntropy = binary.sum().div(labelled.sum().add(1));

      const regions = (x: tf.Tensor2D) =>
        regionVectors(poolMap(x.reshape([batch, height, width, classCount]), pool), radius);
      const probabilities = tf.sigmoid(rows).mul<tf.Tensor2D>(labelled).add<tf.Tensor2D>(1e-6);
      const losses = regionMutualInformationLosses(regions(truth), regions(probabilities));
      const bound = losses.reshape([batch, classCount]).mul(weights).sum().div(batch);
      return crossEntropy.mul(crossEntropyShare).add(bound.mul(1 - crossEntropyShare));
    });
  }
}

/** Region mutual information (Zhao et al. 2019): makes the regions around pixels tell as much as possible about the truth's. */
export const Rmi = defineComponent('loss', {
  name: 'rmi',
  description: 'Region mutual information: regions of the prediction should tell those of the truth.',
  options: RmiOptions,
  component: RmiLoss,
});
