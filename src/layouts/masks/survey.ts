import type { Rgb } from '../../core/data/files/color-map.js';
import { mapConcurrent } from '../../core/data/loading/concurrent.js';
import { sharp } from '../../core/data/raster/sharp.js';
import { ContrasegError, type Problem } from '../../core/errors/index.js';
import type { SplitProgress } from '../../core/interfaces/dataset.js';
import type { FoundLayout, FoundSample } from '../layout.js';
import { readLabels } from './read-labels.js';
import type { RawMask } from './read-picture.js';

/** What a number of masks hold. */
export interface MaskSurvey {
  /** Masks that were read. */
  readonly looked: number;
  readonly coding: RawMask['coding'];
  readonly lossy: boolean;
  readonly palette?: readonly Rgb[];
  /** Pixels of each value or colour, the most frequent first. */
  readonly pixels: ReadonlyMap<number, number>;
  /** Images of each size `width x height`, the most frequent first. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Photos stored rotated: whose masks fit the stored pixels, and what a viewer shows. */
  readonly rotated: { readonly stored: number; readonly shown: number; readonly unclear: number };
  readonly problems: readonly Problem[];
}

/** Masks that are looked at; of more than that, every so many. */
const SAMPLE = 200;

const CONCURRENCY = 4;

/** Reads a sample of the masks, spread evenly over the layout. */
export async function surveyMasks(
  { samples, classes = [] }: FoundLayout,
  progress?: SplitProgress,
): Promise<MaskSurvey> {
  const count = Math.min(SAMPLE, samples.length);
  const chosen = Array.from({ length: count }, (_, i) => samples[Math.floor((i * samples.length) / count)]!);
  const problems: Problem[] = [];
  const pixels = new Map<number, number>();
  const sizes = new Map<string, number>();
  const rotated = { stored: 0, shown: 0, unclear: 0 };
  const masks: Omit<RawMask, 'data'>[] = [];
  let done = 0;
  await mapConcurrent(chosen, CONCURRENCY, async (sample) => {
    try {
      const { data, ...mask } = await readLabels(sample, classes);
      masks.push(mask);
      for (const [value, number] of countPixels(data)) pixels.set(value, (pixels.get(value) ?? 0) + number);
      const { size, view } = await lookAtImage(sample, mask);
      sizes.set(size, (sizes.get(size) ?? 0) + 1);
      if (view) rotated[view]++;
    } catch (error) {
      if (!(error instanceof ContrasegError)) throw error;
      problems.push(...error.problems);
    }
    progress?.('masks', ++done, count);
  });
  const colors = masks.filter(({ coding }) => coding === 'colors').length;
  return {
    looked: masks.length,
    coding: colors > masks.length / 2 ? 'colors' : 'values',
    lossy: masks.some(({ lossy }) => lossy),
    palette: masks.find(({ palette }) => palette)?.palette,
    pixels: new Map([...pixels].sort(([, a], [, b]) => b - a)),
    sizes: new Map([...sizes].sort(([, a], [, b]) => b - a)),
    rotated,
    problems,
  };
}

function countPixels(data: RawMask['data']): Map<number, number> {
  const counts = new Map<number, number>();
  let [value, run] = [-1, 0];
  for (const next of data) {
    if (next === value) run++;
    else {
      if (run > 0) counts.set(value, (counts.get(value) ?? 0) + run);
      [value, run] = [next, 1];
    }
  }
  if (run > 0) counts.set(value, (counts.get(value) ?? 0) + run);
  return counts;
}

/** Reads the header alone. */
async function lookAtImage({ image }: FoundSample, mask: { readonly width: number; readonly height: number }) {
  const {
    width = 0,
    height = 0,
    orientation = 1,
  } = await sharp(image)
    .metadata()
    .catch(() => ({}) as { width?: number; height?: number; orientation?: number });
  const size = `${width}x${height}`;
  if (orientation === 1) return { size };
  const stored = mask.width === width && mask.height === height;
  const shown = orientation >= 5 ? mask.width === height && mask.height === width : stored;
  return { size, view: stored === shown ? ('unclear' as const) : stored ? ('stored' as const) : ('shown' as const) };
}
