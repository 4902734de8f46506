import type { PixelGroup } from '../core/interfaces/memory-bank.js';
import { fail } from './suite.js';

export const CLASSES = 3;
const [BATCH, HEIGHT, WIDTH] = [2, 20, 24];
const CELLS = BATCH * HEIGHT * WIDTH;

/** A batch on an embedding's grid, as banks and anchor samplers see it. */
export interface PixelGrid {
  readonly situation: string;
  readonly cells: number;
  /** Every (image, class) with all its pixels, in the order image, class. */
  readonly groups: readonly PixelGroup[];
}

/** Batches that a training run meets sooner or later. */
export const GRIDS: readonly PixelGrid[] = [
  grid('all classes', (cell) => (cell % 7 === 0 ? undefined : Math.floor(cell / 5) % CLASSES)),
  grid('class 1 alone', () => 1),
  grid('classes 0 and 2, each in one image', (cell) => (cell < CELLS / 2 ? 2 : 0)),
  grid('a single labelled pixel', (cell) => (cell === 700 ? 2 : undefined)),
  grid('no labelled pixel', () => undefined),
];

function grid(situation: string, classOf: (cell: number) => number | undefined): PixelGrid {
  const perImage = CELLS / BATCH;
  const groups: PixelGroup[] = [];
  for (let image = 0; image < BATCH; image++) {
    const cells = Array.from({ length: perImage }, (_, i) => image * perImage + i);
    for (let classId = 0; classId < CLASSES; classId++) {
      const pixels = Int32Array.from(cells.filter((cell) => classOf(cell) === classId));
      // The front half counts as preferred, as it does where cells of one single label are.
      if (pixels.length > 0) groups.push({ image, classId, pixels, preferred: Math.ceil(pixels.length / 2) });
    }
  }
  return { situation, cells: CELLS, groups };
}

/** A copy to hand out, so that nothing that a component writes reaches the next one. */
export function copyGroups(groups: readonly PixelGroup[]): PixelGroup[] {
  return groups.map((group) => ({ ...group, pixels: group.pixels.slice() }));
}

/** Fails where chosen pixels are not of the batch, not of their group's class and image, or chosen twice. */
export function checkChosen(what: string, chosen: readonly PixelGroup[], { situation, groups }: PixelGrid): void {
  const taken = new Set<number>();
  for (const { image, classId, pixels } of chosen) {
    const source = groups.find((group) => group.image === image && group.classId === classId);
    if (!source)
      fail(`${situation}: ${what} returns a group of class ${classId} in image ${image}, where there is none`);
    const allowed = new Set(source.pixels);
    for (const pixel of pixels) {
      if (taken.has(pixel)) fail(`${situation}: ${what} chooses pixel ${pixel} twice`);
      taken.add(pixel);
      if (allowed.has(pixel)) continue;
      const owner = groups.find((group) => group.pixels.includes(pixel));
      const found = owner ? `is of class ${owner.classId} in image ${owner.image}` : 'is not labelled';
      fail(
        `${situation}: ${what} chooses pixel ${pixel} for class ${classId} in image ${image}, but that pixel ${found}`,
      );
    }
  }
}
