import { z } from 'zod';
import { classCounts } from '../../core/evaluation/confusion-matrix.js';
import type { ClassInfo } from '../../core/interfaces/dataset.js';
import type { ConfusionCounts, Metric, MetricResult } from '../../core/interfaces/metric.js';
import type { Resolved } from '../../core/options/references.js';
import { defineComponent } from '../../core/registry/define-component.js';

const MiouOptions = z.strictObject({
  beta: z.number().positive().default(1).describe('Weight of recall over precision in the F-score.'),
});

declare module '../../core/plugin.js' {
  interface MetricTypes {
    miou: z.input<typeof MiouOptions>;
  }
}

class MiouMetric implements Metric {
  constructor(private readonly options: Resolved<typeof MiouOptions>) {}

  compute(confusion: ConfusionCounts, _classes: readonly ClassInfo[]): MetricResult {
    const { truth, predicted, hit } = classCounts(confusion);
    const each = (ratio: (c: number) => number) => Array.from(hit, (_, c) => ratio(c));
    const beta2 = this.options.beta ** 2;

    const iou = each((c) => hit[c]! / (truth[c]! + predicted[c]! - hit[c]!));
    const dice = each((c) => (2 * hit[c]!) / (truth[c]! + predicted[c]!));
    const precision = each((c) => hit[c]! / predicted[c]!);
    const recall = each((c) => hit[c]! / truth[c]!);
    const fscore = each((c) => ((1 + beta2) * precision[c]! * recall[c]!) / (beta2 * precision[c]! + recall[c]!));

    return {
      summary: {
        mIoU: nanMean(iou),
        mAcc: nanMean(recall),
        aAcc: sum(hit) / sum(truth),
        mDice: nanMean(dice),
        mFscore: nanMean(fscore),
      },
      perClass: { IoU: iou, Acc: recall, Dice: dice, Fscore: fscore, Precision: precision },
    };
  }
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function nanMean(values: readonly number[]): number {
  const present = values.filter((value) => !Number.isNaN(value));
  return sum(present) / present.length;
}

/**
 * The figures of segmentation papers, as mmsegmentation defines them. A ratio of class c whose denominator is 0 is NaN and
 * left out of the mean: IoU and Dice of a class absent from truth and prediction, accuracy and recall of one absent
 * from truth, precision of one never predicted.
 */
export const Miou = defineComponent('metric', {
  name: 'miou',
  description: 'Mean IoU, mean and overall accuracy, Dice and F-score, with the figures of each class.',
  options: MiouOptions,
  component: MiouMetric,
});
