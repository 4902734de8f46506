import type { Figure, FigureInfo } from '../../core/interfaces/figure.js';
import type { OpenBank, PixelGroup } from '../../core/interfaces/memory-bank.js';
import type { JsonValue } from '../../core/interfaces/stateful.js';
import type { Contrast } from './objective/contrast.js';
import type { ClassRange } from './objective/contrast-set.js';

/** What the log says about a step, and what of it is drawn. */
const STEP_FIGURES = {
  anchors: { kind: 'count' },
  hardShare: { kind: 'share', per: 'class', chart: 'Hard anchors', unit: '% of the anchors, mean over classes' },
  classesWithoutAnchors: { kind: 'note' },
  contrasted: { kind: 'count' },
  positives: { kind: 'value' },
  negatives: { kind: 'value' },
  idle: { kind: 'idle' },
} as const satisfies Readonly<Record<string, FigureInfo>>;

/** Figures of one step; lists are indexed by class. */
export type Report = { readonly [name in keyof typeof STEP_FIGURES]?: JsonValue };

/** @param report that of the last step */
export function stepFigures(report: () => Report): Record<string, Figure> {
  return Object.fromEntries(
    (Object.keys(STEP_FIGURES) as (keyof Report)[]).map((name) => [
      name,
      { ...STEP_FIGURES[name], value: () => report()[name] },
    ]),
  );
}

/** How full the banks are, together and class by class; none for a loss without banks. */
export function bankFigures(banks: readonly OpenBank[], classCount: number): Record<string, Figure> {
  const counts = (bank: OpenBank) => Array.from({ length: classCount }, (_, classId) => bank.count(classId));
  const share = (bank: OpenBank) => counts(bank).reduce((a, b) => a + b, 0) / (bank.capacity * classCount);
  return {
    bankFill: {
      kind: 'share',
      per: banks.map(({ capacity }, i) => `bank ${i + 1} (${capacity} a class)`),
      chart: 'Bank fill',
      unit: '% of capacity',
      value: () => banks.map(share),
    },
    bankRows: { kind: 'note', value: () => banks.map(counts) },
  };
}

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
