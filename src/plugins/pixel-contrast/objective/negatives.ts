import type * as tf from '@tensorflow/tfjs';
import type { ExamplePlan } from '../../../core/interfaces/sampler.js';
import { planExamples } from '../examples/plan.js';
import type { Comparison } from './comparison.js';
import { negativeCount, totalCount } from './contrast-set.js';

/** What the negatives of every anchor come to: all that loss and gradient need of them. */
export interface Negatives {
  /** `[anchors, 1]`, z_a = log sum_n exp(s_an); some finite number for anchors without negatives. */
  readonly z: tf.Tensor2D;
  /** `[anchors, dimension]`, rows of banks and batch weighted by exp(s_an - z_a). */
  readonly weightedRows: tf.Tensor2D;
  /** `[anchors, anchors]`, exp(s_an - z_a) where one anchor is a negative of another, 0 elsewhere. */
  readonly pairs?: tf.Tensor2D;
  /** Negatives of each anchor, by range. */
  readonly counts: readonly number[];
}

export interface NegativePlan extends ExamplePlan {
  /** Negatives that there are. */
  readonly available: number;
}

/** The negatives of the anchors of each range; nothing where there are none. */
export function planNegatives({ set, sampler }: Comparison): NegativePlan[] {
  const total = totalCount(set);
  return set.ranges.map((range) => {
    const available = negativeCount(set, range, total);
    if (available === 0) return { available, draw: 0, keep: 0 };
    return { available, ...planExamples(sampler, { kind: 'negative', available, wanted: sampler.negatives }) };
  });
}
