import type { PixelGroup } from '../../../core/interfaces/memory-bank.js';

/** Pixels of a group that the head gets wrong (P != G), preferred ones first as in the group itself. */
export function hardPixels(group: PixelGroup, predictions: Int32Array): PixelGroup {
  return select(group, (pixel) => predictions[pixel] !== group.classId);
}

/** The pixels of a group that are not among `taken`. */
export function without(group: PixelGroup, taken: Int32Array): PixelGroup {
  const set = new Set(taken);
  return select(group, (pixel) => !set.has(pixel));
}

function select(group: PixelGroup, wanted: (pixel: number) => boolean): PixelGroup {
  const limit = group.preferred ?? group.pixels.length;
  let preferred = 0;
  const pixels = group.pixels.filter((pixel, position) => {
    const chosen = wanted(pixel);
    if (chosen && position < limit) preferred++;
    return chosen;
  });
  return { ...group, pixels, preferred };
}

/** The same group with the pixels of both. */
export function union(a: PixelGroup, b: PixelGroup): PixelGroup {
  return { ...a, pixels: Int32Array.from([...a.pixels, ...b.pixels]), preferred: undefined };
}
