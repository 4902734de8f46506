import type { ConfusionCounts } from '../interfaces/metric.js';

/** Exact pixel counts of truth against prediction: whole numbers in doubles, exact up to 2^53 pixels. */
export class ConfusionMatrix implements ConfusionCounts {
  readonly counts: Float64Array;

  constructor(
    readonly classCount: number,
    counts?: ArrayLike<number>,
  ) {
    this.counts = counts ? Float64Array.from(counts) : new Float64Array(classCount * classCount);
  }

  /**
   * Counts the pixels of one image. A loop on the host: the predictions are there anyway to be saved, and 172,800 pixels take
   * less than a millisecond.
   * @param truth class or ignore index of each pixel; pixels of the ignore index do not count
   * @param predicted class of each pixel
   */
  add(truth: ArrayLike<number>, predicted: ArrayLike<number>, ignoreIndex: number): void {
    const { counts, classCount } = this;
    for (let i = 0; i < truth.length; i++) {
      const label = truth[i]!;
      if (label !== ignoreIndex) counts[label * classCount + predicted[i]!]!++;
    }
  }

  merge(other: ConfusionCounts): void {
    for (let i = 0; i < this.counts.length; i++) this.counts[i]! += other.counts[i]!;
  }
}

/** Row sums, column sums and diagonal: all that the usual metrics need. */
export interface ClassCounts {
  /** Pixels that are of the class. */
  readonly truth: Float64Array;
  /** Pixels that are predicted as the class. */
  readonly predicted: Float64Array;
  /** Pixels that are both. */
  readonly hit: Float64Array;
}

export function classCounts({ counts, classCount }: ConfusionCounts): ClassCounts {
  const truth = new Float64Array(classCount);
  const predicted = new Float64Array(classCount);
  const hit = new Float64Array(classCount);
  for (let t = 0; t < classCount; t++) {
    for (let p = 0; p < classCount; p++) {
      const count = counts[t * classCount + p]!;
      truth[t]! += count;
      predicted[p]! += count;
      if (t === p) hit[t] = count;
    }
  }
  return { truth, predicted, hit };
}
