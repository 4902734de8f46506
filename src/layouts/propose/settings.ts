import type { ProposedClass } from './classes.js';

/** Side of the crop at most, in pixels: what a processor trains in reasonable time. */
const LARGEST_CROP = 320;

/** What crops are multiples of: every backbone's smallest map then has whole pixels. */
const MULTIPLE = 32;

/** A class with less of the pixels is rare. */
const RARE = 0.02;

const HEAVIEST = 4;
const LIGHTEST = 0.5;

/** Side of a square crop for images of which the smallest of the usual sizes is given. */
export function cropSize({ width, height }: { readonly width: number; readonly height: number }): number {
  const side = Math.floor(Math.min(width, height, LARGEST_CROP) / MULTIPLE) * MULTIPLE;
  return Math.max(MULTIPLE, side);
}

export function rareClasses(classes: readonly ProposedClass[]): ProposedClass[] {
  return classes.filter(({ share }) => share > 0 && share < RARE);
}

/**
 * Weights against rare classes, where there are any: the root of median frequency balancing (Eigen and Fergus 2015, section
 * 6.3), within bounds, because the full ratio lets a handful of pixels rule the loss.
 */
export function classWeights(classes: readonly ProposedClass[]): number[] | undefined {
  if (rareClasses(classes).length === 0) return undefined;
  const shares = classes.map(({ share }) => share).filter((share) => share > 0);
  const median = shares.sort((a, b) => a - b)[Math.floor(shares.length / 2)]!;
  return classes.map(({ share }) => {
    if (!(share > 0)) return 1;
    return Number(Math.min(HEAVIEST, Math.max(LIGHTEST, Math.sqrt(median / share))).toFixed(2));
  });
}
