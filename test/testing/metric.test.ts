import { classCounts } from '../../src/core/evaluation/confusion-matrix.js';
import type { ConfusionCounts, MeasuredImage, Metric, MetricResult } from '../../src/core/interfaces/metric.js';
import { testMetric } from '../../src/testing/index.js';
import { plant } from '../helpers/planted-faults.js';

function ious(confusion: ConfusionCounts): number[] {
  const { truth, predicted, hit } = classCounts(confusion);
  return Array.from(hit, (count, c) => count / (truth[c]! + predicted[c]! - count));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function rightResult(confusion: ConfusionCounts): MetricResult {
  const iou = ious(confusion);
  return { summary: { mean: mean(iou.filter((value) => !Number.isNaN(value))) }, perClass: { IoU: iou } };
}

const giving = (compute: Metric['compute']) => (): Metric => ({ compute });

/** The mean over everything that was ever computed. */
function accumulating(): Metric {
  const seen: number[] = [];
  return {
    compute: (confusion) => {
      const result = rightResult(confusion);
      if (!Number.isNaN(result.summary.mean)) seen.push(result.summary.mean!);
      return { ...result, summary: { mean: seen.length > 0 ? mean(seen) : 0 } };
    },
  };
}

/** Share of the labelled pixels that are predicted as the first class. */
function firstClass({ sample: { label }, prediction, ignoreIndex }: MeasuredImage): number {
  const labelled = prediction.filter((_, i) => label[i] !== ignoreIndex);
  return labelled.filter((value) => value === 0).length / Math.max(1, labelled.length);
}

/** The mean of a figure over the images. */
function reading(readImage: (image: MeasuredImage) => number = firstClass): () => Metric<number> {
  return () => ({
    readImage,
    compute: (_confusion, _classes, readings) => ({ summary: { mean: readings.length > 0 ? mean(readings) : 0 } }),
  });
}

let calls = 0;

plant<Metric>(
  testMetric,
  { 'a right metric': giving(rightResult), 'a right metric of images': reading() },
  {
    'NaN in the summary for an absent class': [
      giving((confusion) => ({ summary: { mean: mean(ious(confusion)) } })),
      /^an absent class: mean is NaN; figures of a split are numbers from 0 to 1/,
    ],
    'an absent class that counts as 0': [
      giving((confusion) => {
        const iou = ious(confusion).map((value) => value || 0);
        return { summary: { mean: mean(iou) }, perClass: { IoU: iou } };
      }),
      /^an absent class: IoU of the absent class 3 is 0, not NaN/,
    ],
    'a percentage': [
      giving((confusion) => ({ summary: { mean: 100 * rightResult(confusion).summary.mean! } })),
      /^all classes: mean is \d+\.?\d*; figures of a split are numbers from 0 to 1/,
    ],
    'figures that come and go': [
      giving((confusion) => {
        const present = ious(confusion).flatMap((iou, c) => (Number.isNaN(iou) ? [] : [[`IoU of ${c}`, iou]]));
        return { summary: { mean: 0.5, ...Object.fromEntries(present) } };
      }),
      /^all classes: the summary has mean, IoU of 0, .* that of an empty matrix mean/,
    ],
    'a table with a row too few': [
      giving((confusion) => ({ ...rightResult(confusion), perClass: { IoU: ious(confusion).slice(1) } })),
      /IoU has 3 rows for 4 classes/,
    ],
    'figures of earlier matrices': [
      accumulating,
      /the figures differ when asked again; they depend on the given counts and images alone/,
    ],
    'module state': [
      giving(() => ({ summary: { mean: (calls++ % 90) / 100 } })),
      /the figures differ when asked again/,
    ],
    'counts that are overwritten': [
      giving((confusion) => {
        const result = rightResult(confusion);
        confusion.counts.fill(0);
        return result;
      }),
      /compute overwrites the counts/,
    ],
    'an ignore index that is written down': [
      reading((image) => firstClass({ ...image, ignoreIndex: 255 })),
      /^all classes: what is predicted for ignored pixels changes what readImage says/,
    ],
    'predictions that are overwritten': [
      reading((image) => firstClass({ ...image, prediction: image.prediction.fill(0) })),
      /^all classes: readImage overwrites what it is given/,
    ],
    'Math.random in readImage': [reading(() => Math.random()), /^readImage calls Math\.random/],
    'Math.random': [giving(() => ({ summary: { mean: Math.random() } })), /^compute calls Math\.random/],
  },
);
