import type { ClassInfo } from './dataset.js';

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

/** Reads figures off the confusion matrix. */
export interface Metric {
  compute(confusion: ConfusionCounts, classes: readonly ClassInfo[]): MetricResult;
}
