import type { Window } from '../../core/data/raster/raster.js';
import type { Sample } from '../../core/interfaces/dataset.js';

/** Share of the most frequent class among the labelled pixels of a window; 1 where there are none. */
export function largestClassShare({ label, width, height }: Sample, window: Window, ignoreIndex: number): number {
  const [left, right] = [Math.max(0, window.left), Math.min(width, window.left + window.width)];
  const histogram = new Float64Array(256);
  for (let y = Math.max(0, window.top); y < Math.min(height, window.top + window.height); y++) {
    for (let i = y * width + left; i < y * width + right; i++) histogram[label[i]!]!++;
  }
  histogram[ignoreIndex] = 0;
  const labelled = histogram.reduce((sum, count) => sum + count, 0);
  return labelled === 0 ? 1 : Math.max(...histogram) / labelled;
}
