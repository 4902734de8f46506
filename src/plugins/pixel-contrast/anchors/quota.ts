import { z } from 'zod';
import type { PixelGroup } from '../../../core/interfaces/memory-bank.js';
import type { RandomStream } from '../../../core/random/random-stream.js';

/** Options that the anchor samplers share. */
export const AnchorCounts = {
  perClass: z.int().positive().default(50).describe('Anchors per class over the batch, at most.'),
  maxAnchors: z.int().positive().default(1024).describe('Anchors over the batch, at most.'),
};

/** The groups of one class with the number of anchors that the class may give. */
export interface ClassQuota {
  readonly quota: number;
  readonly groups: readonly PixelGroup[];
}

/**
 * Splits the anchors of a batch over the classes present: min(perClass, floor(maxAnchors / classes)), at least 1; with
 * more classes than anchors the classes are drawn.
 */
export function classQuotas(
  groups: readonly PixelGroup[],
  { perClass, maxAnchors }: { readonly perClass: number; readonly maxAnchors: number },
  random: RandomStream,
): ClassQuota[] {
  const present = [...new Set(groups.map((group) => group.classId))].sort((a, b) => a - b);
  const drawn =
    present.length > maxAnchors
      ? [...random.choose(maxAnchors, present.length).sort()].map((i) => present[i]!)
      : present;
  const quota = Math.min(perClass, Math.floor(maxAnchors / drawn.length));
  return drawn.map((classId) => ({ quota, groups: groups.filter((group) => group.classId === classId) }));
}

/**
 * Shares `total` out as evenly as capacities allow, on top of what each already has.
 * @param capacities most that each can hold, `start` included
 * @returns how many more each one gets
 */
export function shareEvenly(total: number, capacities: readonly number[], start = capacities.map(() => 0)): number[] {
  const levels = [...start];
  for (let left = total; left > 0; ) {
    const open = [...levels.keys()].filter((i) => levels[i]! < capacities[i]!);
    if (open.length === 0) break;
    const lowest = Math.min(...open.map((i) => levels[i]!));
    for (const i of open) {
      if (left === 0) break;
      if (levels[i] !== lowest) continue;
      levels[i] = lowest + 1;
      left--;
    }
  }
  return levels.map((level, i) => level - start[i]!);
}
