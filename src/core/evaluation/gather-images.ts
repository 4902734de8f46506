import { gatherValues } from '../distributed/gather-values.js';
import type { Collective } from '../interfaces/collective.js';
import { ConfusionMatrix } from './confusion-matrix.js';
import type { SharedImage } from './evaluate.js';

/**
 * The images of all ranks in the order of the split, of which rank r counted r, r + size, …; undefined where one of them was
 * interrupted.
 */
export function gatherImages(
  own: readonly SharedImage[],
  interrupted: boolean,
  collective: Collective,
): readonly SharedImage[] | undefined {
  if (collective.size === 1) return interrupted ? undefined : own;
  const ranks = gatherValues(interrupted ? undefined : own.map(pack), collective);
  if (!ranks.every((images) => images !== undefined)) return undefined;
  const total = ranks.reduce((sum, images) => sum + images.length, 0);
  return Array.from({ length: total }, (_, i) => unpack(ranks[i % ranks.length]![Math.floor(i / ranks.length)]!));
}

/** An image shows a few of all classes, so that most counts are 0. */
function pack({ id, confusion: { classCount, counts }, readings, windowed }: SharedImage) {
  const cells = Uint32Array.from([...counts.keys()].filter((cell) => counts[cell] !== 0));
  return { id, classCount, cells, values: Float64Array.from(cells, (cell) => counts[cell]!), readings, windowed };
}

function unpack({ classCount, cells, values, ...image }: ReturnType<typeof pack>): SharedImage {
  const confusion = new ConfusionMatrix(classCount);
  cells.forEach((cell, i) => {
    confusion.counts[cell] = values[i]!;
  });
  return { ...image, confusion };
}
