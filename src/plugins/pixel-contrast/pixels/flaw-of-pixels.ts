import type { PixelGroup } from '../../../core/interfaces/memory-bank.js';

/**
 * What is wrong with pixels that a plugin chose: a cell outside of the grid or of another class, a cell taken twice, or,
 * for anchors, classes that do not ascend. Any of these would end in a wrong loss, not in an error.
 * @param labels label of each cell of the grid, flat
 */
export function flawOfPixels(
  groups: readonly PixelGroup[],
  labels: Int32Array,
  { ascending }: { readonly ascending: boolean },
): string | undefined {
  const taken = new Uint8Array(labels.length);
  let previous = 0;
  for (const { classId, pixels } of groups) {
    if (ascending && classId < previous) return `a group of class ${classId} after one of class ${previous}`;
    previous = classId;
    for (const pixel of pixels) {
      const label = labels[pixel];
      if (label === undefined) return `pixel ${pixel} of a grid of ${labels.length} cells`;
      if (label !== classId) return `pixel ${pixel}, whose label is ${label}, for class ${classId}`;
      if (taken[pixel]) return `pixel ${pixel} twice`;
      taken[pixel] = 1;
    }
  }
  return undefined;
}
