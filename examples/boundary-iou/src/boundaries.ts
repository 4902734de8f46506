/** Stands for pixels of no class, and for those that are not near a contour. */
export const NONE = -1;

/** Class of each pixel, `height * width`, or `NONE`. */
export interface ClassMap {
  readonly classes: Int16Array;
  readonly width: number;
  readonly height: number;
}

/**
 * The pixels of each class that are within `distance` of the class's contour, the others as `NONE`. A pixel is farther where
 * all that is up to `distance` rows and columns away is of its class too; beyond the image there is no class.
 */
export function boundaries({ classes, width, height }: ClassMap, distance: number): Int16Array {
  const rows = { lines: height, length: width, from: width, step: 1 };
  const columns = { lines: width, length: height, from: 1, step: width };
  const inside = erode(erode(classes, rows, distance), columns, distance);
  return classes.map((value, i) => (inside[i] === value ? NONE : value));
}

interface Axis {
  readonly lines: number;
  readonly length: number;
  /** Between the first pixels of two lines, and between two pixels of a line. */
  readonly from: number;
  readonly step: number;
}

/** Keeps what is the same `distance` pixels to both sides along one axis; both axes one after the other make a square. */
function erode(values: Int16Array, { lines, length, from, step }: Axis, distance: number): Int16Array {
  const kept = new Int16Array(values.length).fill(NONE);
  for (let line = 0; line < lines; line++) {
    let start = 0; // of the run of equal values
    for (let end = 1; end <= length; end++) {
      const value = values[line * from + start * step];
      if (end < length && values[line * from + end * step] === value) continue;
      for (let i = start + distance; i < end - distance; i++) kept[line * from + i * step] = value!;
      start = end;
    }
  }
  return kept;
}
