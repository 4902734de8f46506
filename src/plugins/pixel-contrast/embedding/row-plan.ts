import type { PixelGroup } from '../../../core/interfaces/memory-bank.js';

/** Every pixel that somebody needs, once: anchors and bank rows share one projection call. */
export class RowPlan {
  private readonly rowOf = new Map<number, number>();

  /** @returns the row of each pixel of the groups, one group after the other */
  add(groups: readonly PixelGroup[]): Int32Array {
    const rows: number[] = [];
    for (const { pixels } of groups) {
      for (const pixel of pixels) {
        let row = this.rowOf.get(pixel);
        if (row === undefined) {
          row = this.rowOf.size;
          this.rowOf.set(pixel, row);
        }
        rows.push(row);
      }
    }
    return Int32Array.from(rows);
  }

  get size(): number {
    return this.rowOf.size;
  }

  /** Flat pixel indices, row by row. */
  get pixels(): Int32Array {
    return Int32Array.from(this.rowOf.keys());
  }
}
