import type { PixelGroup } from '../../../core/interfaces/memory-bank.js';

/** Where labels are and what they mean. */
export interface LabelMaps {
  /** `[images, height, width]`, row by row */
  readonly values: Int32Array;
  readonly shape: readonly [images: number, height: number, width: number];
  readonly ignoreIndex: number;
  readonly classCount: number;
}

/** Labels on the embedding's own grid. */
export interface LabelGrid {
  /** `[images, h, w]`, flat: the label at each cell's centre. */
  readonly labels: Int32Array;
  /** Every (image, class) present, in the order image, class; never the ignore index. */
  readonly groups: readonly PixelGroup[];
}

/**
 * Reads the labels at the centres of an h x w grid (nearest neighbour, half-pixel centres) and sorts its cells into
 * groups of one image and class.
 * @param size cells along y and x
 * @param pureFirst puts the cells that hold a single label first in each group and marks them as preferred
 */
export function labelGrid(maps: LabelMaps, [h, w]: readonly [number, number], pureFirst = false): LabelGrid {
  const [images, height, width] = maps.shape;
  const columns = Int32Array.from({ length: w }, (_, j) => Math.floor(((j + 0.5) * width) / w));
  const labels = new Int32Array(images * h * w);
  const groups: PixelGroup[] = [];
  for (let image = 0; image < images; image++) {
    const pixels: number[][] = Array.from({ length: maps.classCount }, () => []);
    for (let i = 0; i < h; i++) {
      const line = (image * height + Math.floor(((i + 0.5) * height) / h)) * width;
      for (let j = 0; j < w; j++) {
        const cell = (image * h + i) * w + j;
        const label = maps.values[line + columns[j]!]!;
        labels[cell] = label;
        if (label !== maps.ignoreIndex) pixels[label]?.push(cell);
      }
    }
    pixels.forEach((list, classId) => {
      if (list.length > 0) groups.push({ image, classId, pixels: Int32Array.from(list) });
    });
  }
  return { labels, groups: pureFirst ? groups.map((group) => sortPureFirst(group, maps, h, w)) : groups };
}

function sortPureFirst(group: PixelGroup, maps: LabelMaps, h: number, w: number): PixelGroup {
  const pure = group.pixels.map((cell) => (isPure(cell, group.classId, maps, h, w) ? 1 : 0));
  const first = group.pixels.filter((_, i) => pure[i] === 1);
  const rest = group.pixels.filter((_, i) => pure[i] === 0);
  return { ...group, pixels: Int32Array.from([...first, ...rest]), preferred: first.length };
}

/** Whether every label pixel that the cell touches is of the class. */
function isPure(cell: number, classId: number, { values, shape }: LabelMaps, h: number, w: number): boolean {
  const [, height, width] = shape;
  const j = cell % w;
  const i = Math.floor(cell / w) % h;
  const image = Math.floor(cell / (w * h));
  const right = Math.ceil(((j + 1) * width) / w);
  const bottom = Math.ceil(((i + 1) * height) / h);
  for (let y = Math.floor((i * height) / h); y < bottom; y++) {
    const line = (image * height + y) * width;
    for (let x = Math.floor((j * width) / w); x < right; x++) if (values[line + x] !== classId) return false;
  }
  return true;
}
