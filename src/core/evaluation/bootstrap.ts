import type { ConfusionCounts } from '../interfaces/metric.js';
import type { RandomStream } from '../random/random-stream.js';
import { classCounts } from './confusion-matrix.js';

/** Difference B - A of a figure, with the interval that holds the middle `level` of its bootstrap distribution. */
export interface PairedDifference {
  readonly a: number;
  readonly b: number;
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

export interface Comparison {
  readonly mIoU: PairedDifference;
  /** IoU of each class; NaN where it is absent from both. */
  readonly perClass: readonly PairedDifference[];
}

export interface BootstrapOptions {
  readonly random: RandomStream;
  readonly resamples?: number;
  /** Share of the distribution inside the interval. */
  readonly level?: number;
}

/**
 * Compares two models on the same images. Images are drawn with replacement, the same ones for both models, so that what makes
 * an image hard cancels; the interval is that of percentiles. It covers the choice of test images, not the training seed.
 * @param a confusion counts of each image by model A
 * @param b those of model B, in the same order
 */
export function comparePaired(
  a: readonly ConfusionCounts[],
  b: readonly ConfusionCounts[],
  { random, resamples = 2000, level = 0.95 }: BootstrapOptions,
): Comparison {
  const overlapsA = a.map(overlap);
  const overlapsB = b.map(overlap);
  const classCount = a[0]!.classCount;
  const all = Int32Array.from(a, (_, i) => i);
  const iouA = iou(overlapsA, all, classCount);
  const iouB = iou(overlapsB, all, classCount);

  const draws = Array.from({ length: resamples }, () => {
    const chosen = all.map(() => random.integer(all.length));
    const drawnA = iou(overlapsA, chosen, classCount);
    const drawnB = iou(overlapsB, chosen, classCount);
    return { mean: nanMean(drawnB) - nanMean(drawnA), classes: drawnB.map((value, c) => value - drawnA[c]!) };
  });
  const summarise = (valueA: number, valueB: number, differences: number[]): PairedDifference => ({
    a: valueA,
    b: valueB,
    difference: valueB - valueA,
    ...interval(differences, level),
  });
  return {
    mIoU: summarise(
      nanMean(iouA),
      nanMean(iouB),
      draws.map(({ mean }) => mean),
    ),
    perClass: iouA.map((value, c) =>
      summarise(
        value,
        iouB[c]!,
        draws.map(({ classes }) => classes[c]!),
      ),
    ),
  };
}

/** Intersection and union of each class. */
interface Overlap {
  readonly intersection: Float64Array;
  readonly union: Float64Array;
}

function overlap(confusion: ConfusionCounts): Overlap {
  const { truth, predicted, hit } = classCounts(confusion);
  return { intersection: hit, union: hit.map((value, c) => truth[c]! + predicted[c]! - value) };
}

function iou(overlaps: readonly Overlap[], chosen: Int32Array, classCount: number): number[] {
  const intersection = new Float64Array(classCount);
  const union = new Float64Array(classCount);
  for (const image of chosen) {
    const one = overlaps[image]!;
    for (let c = 0; c < classCount; c++) {
      intersection[c]! += one.intersection[c]!;
      union[c]! += one.union[c]!;
    }
  }
  return Array.from(intersection, (value, c) => value / union[c]!);
}

function interval(values: readonly number[], level: number): { low: number; high: number } {
  const sorted = Float64Array.from(values.filter((value) => !Number.isNaN(value))).sort();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
  return { low: at((1 - level) / 2), high: at((1 + level) / 2) };
}

function nanMean(values: readonly number[]): number {
  const present = values.filter((value) => !Number.isNaN(value));
  return present.reduce((sum, value) => sum + value, 0) / present.length;
}
