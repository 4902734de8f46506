import type { MemoryBank, PixelGroup } from '../../core/interfaces/memory-bank.js';
import type { JsonValue } from '../../core/interfaces/stateful.js';
import type { Contrast } from './objective/contrast.js';
import type { ClassRange } from './objective/contrast-set.js';

/** Figures of one step; arrays are indexed by class. */
export type Report = Readonly<Record<string, JsonValue>>;

/** What was chosen: anchors, the share of them that the head gets wrong, and classes that gave none. */
export function reportAnchors(anchors: readonly PixelGroup[], predictions: Int32Array, classCount: number): Report {
  const chosen = new Array<number>(classCount).fill(0);
  const hard = new Array<number>(classCount).fill(0);
  for (const { classId, pixels } of anchors) {
    chosen[classId]! += pixels.length;
    for (const pixel of pixels) if (predictions[pixel] !== classId) hard[classId]!++;
  }
  return {
    anchors: chosen.reduce((a, b) => a + b, 0),
    hardShare: chosen.map((count, classId) => (count > 0 ? hard[classId]! / count : null)),
    classesWithoutAnchors: [...chosen.keys()].filter((classId) => chosen[classId] === 0),
  };
}

/** Examples that an anchor met on average, and why there was nothing to contrast if so. */
export function reportExamples(ranges: readonly ClassRange[], { positives, negatives }: Contrast): Report {
  const valid = ranges.map((_, i) => positives[i]! > 0 && negatives[i]! > 0);
  const weights = ranges.map(({ start, end }, i) => (valid[i] ? end - start : 0));
  const total = weights.reduce((a, b) => a + b, 0);
  const mean = (counts: readonly number[]): number =>
    total === 0 ? 0 : counts.reduce((sum, count, i) => sum + count * weights[i]!, 0) / total;
  const report = { contrasted: total, positives: mean(positives), negatives: mean(negatives) };
  if (total > 0) return report;
  return { ...report, idle: whyIdle(ranges.length, positives, negatives) };
}

function whyIdle(classes: number, positives: readonly number[], negatives: readonly number[]): string {
  if (classes === 0) return 'no anchors: no labelled pixel in the batch, or none that the anchor sampler takes';
  if (negatives.every((count) => count === 0)) return 'no negatives: neither batch nor banks hold a second class';
  if (positives.every((count) => count === 0)) return 'no positives: no other row of the classes of the anchors';
  return 'no anchor has both a positive and a negative';
}

export function reportBanks(banks: readonly MemoryBank[], classCount: number): Report {
  const fill = banks.map((bank) => Array.from({ length: classCount }, (_, classId) => bank.count(classId)));
  return { bankFill: fill, bankCapacity: banks.map((bank) => bank.capacity) };
}
