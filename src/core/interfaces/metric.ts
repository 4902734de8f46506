import type { ClassInfo, Sample } from './dataset.js';

/** Exact pixel counts; `counts[truth * classCount + prediction]`. Ignored pixels are not in it. */
export interface ConfusionCounts {
  readonly classCount: number;
  /** Whole numbers, exact up to 2^53. */
  readonly counts: Float64Array;
}

export interface MetricResult {
  /** Figures of the whole split, 0–1, e.g. `{ mIoU: 0.53 }`. */
  readonly summary: Readonly<Record<string, number>>;
  /** Columns of the per-class table, NaN for a class that is absent from truth and prediction. */
  readonly perClass?: Readonly<Record<string, readonly number[]>>;
  /** Names of the classes that no pixel of the truth shows; filled in by whoever evaluates, not by the metric. */
  readonly absent?: readonly string[];
}

/** An image of the split and what was predicted for it, for metrics that look at more than counts. */
export interface MeasuredImage {
  /** Of the label's own size, as the data set gave it. */
  readonly sample: Sample;
  /** Class of each pixel, `height * width`. */
  readonly prediction: Uint8Array;
  readonly classCount: number;
  readonly ignoreIndex: number;
}

/** Reads figures off the confusion matrix, and off the images where that is not enough. It holds no state. */
export interface Metric<Reading = unknown> {
  /**
   * What `compute` must know of one image beyond its counts, such as pixels near a contour. Called for every image that is
   * evaluated, in the order of the split; the readings of all of them are kept until the end, so they should be small.
   */
  readImage?(image: MeasuredImage): Reading;

  /**
   * @param confusion of the split, or of one of its images
   * @param readings what `readImage` said about each of the images that were counted; none without it
   */
  compute(confusion: ConfusionCounts, classes: readonly ClassInfo[], readings: readonly Reading[]): MetricResult;
}
