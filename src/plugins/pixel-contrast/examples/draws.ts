import type { RandomStream } from '../../../core/random/random-stream.js';

/** `count` different integers below `size`, ascending. */
export function drawRows(count: number, size: number, random: RandomStream): Int32Array {
  return drawOrder(count, size, random).sort();
}

/** `count` different integers below `size` in random order: the first steps of a Fisher–Yates shuffle. */
export function drawOrder(count: number, size: number, random: RandomStream): Int32Array {
  if (count < size / 16) return random.choose(count, size);
  const order = identity(size);
  for (let i = 0; i < count; i++) swap(order, i, i + random.integer(size - i));
  return order.subarray(0, count);
}

/** One draw that serves every anchor class. */
export interface NegativeDraw {
  /** Indices of the drawn rows, ascending. */
  readonly rows: Int32Array;
  /** When each of them was drawn. */
  readonly ranks: Int32Array;
  /** The negatives of class `c` are the drawn rows of other classes with a rank below `limits.get(c)`. */
  readonly limits: ReadonlyMap<number, number>;
}

/**
 * Draws rows without replacement until every class has as many of other classes as it wants.
 *
 * All classes read the same random order of the rows, each skipping its own class and stopping at its own count: to each
 * class that is a uniform draw, and together they need hardly more rows than one of them.
 * @param classes class of each row
 * @param wanted negatives for each anchor class, at most the number of rows of other classes
 */
export function drawNegatives(
  classes: Int32Array,
  wanted: ReadonlyMap<number, number>,
  random: RandomStream,
): NegativeDraw {
  const size = classes.length;
  const order = identity(size);
  const ranks = new Int32Array(size).fill(-1);
  const own = new Map([...wanted.keys()].map((anchorClass) => [anchorClass, 0]));
  const limits = new Map<number, number>();
  let pending = [...wanted.keys()];
  for (let drawn = 0; ; ) {
    pending = pending.filter((anchorClass) => {
      const done = drawn - own.get(anchorClass)! >= wanted.get(anchorClass)!;
      if (done) limits.set(anchorClass, drawn);
      return !done;
    });
    if (pending.length === 0 || drawn === size) break;
    // Nobody can be served before that many rows are drawn.
    const next = Math.min(...pending.map((anchorClass) => wanted.get(anchorClass)! + own.get(anchorClass)!));
    for (; drawn < next && drawn < size; drawn++) {
      swap(order, drawn, drawn + random.integer(size - drawn));
      const row = order[drawn]!;
      const classId = classes[row]!;
      if (own.has(classId)) own.set(classId, own.get(classId)! + 1);
      if (pending.length > 1 || pending[0] !== classId) ranks[row] = drawn;
    }
  }
  const rows = new Int32Array(size);
  let count = 0;
  for (let row = 0; row < size; row++) if (ranks[row]! >= 0) rows[count++] = row;
  return { rows: rows.slice(0, count), ranks: ranks.filter((rank) => rank >= 0), limits };
}

function identity(size: number): Int32Array {
  const order = new Int32Array(size);
  for (let i = 0; i < size; i++) order[i] = i;
  return order;
}

function swap(items: Int32Array, i: number, j: number): void {
  const item = items[i]!;
  items[i] = items[j]!;
  items[j] = item;
}
