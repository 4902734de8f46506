import type { PixelGroup } from '../../../core/interfaces/memory-bank.js';

/** The class of every pixel of the groups, one group after the other. */
export function classOfEachPixel(groups: readonly PixelGroup[]): number[] {
  return groups.flatMap(({ classId, pixels }) => Array<number>(pixels.length).fill(classId));
}
