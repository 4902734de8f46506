/** What a mask's values mean: the class index of each of the 256 values, the ignore index, or nothing. */
export class LabelMap {
  private readonly table = new Int16Array(256).fill(-1);
  private readonly identity: boolean;

  /** @param entries pairs of value in the file and class index (or ignore index) */
  constructor(
    entries: Iterable<readonly [value: number, label: number]>,
    readonly ignoreIndex: number,
  ) {
    for (const [value, label] of entries) this.table[value] = label;
    if (this.table[ignoreIndex] === -1) this.table[ignoreIndex] = ignoreIndex;
    this.identity = this.table.every((label, value) => label === -1 || label === value);
  }

  /** Label value `i` means class `i`. */
  static identity(classCount: number, ignoreIndex: number): LabelMap {
    return new LabelMap(
      Array.from({ length: classCount }, (_, i) => [i, i] as const),
      ignoreIndex,
    );
  }

  /** Values that a mask may hold, without the ignore index. */
  get allowed(): number[] {
    return [...this.table.keys()].filter((value) => this.table[value] !== -1 && value !== this.ignoreIndex);
  }

  /** Stray values of a mask with their number of pixels, ascending; empty where all is well. */
  strayValues(values: Uint8Array): Map<number, number> {
    const histogram = countValues(values);
    const stray = [...histogram.keys()].filter((value) => histogram[value]! > 0 && this.table[value] === -1);
    return new Map(stray.map((value) => [value, histogram[value]!]));
  }

  /** Class indices; the argument itself where values are class indices already. */
  apply(values: Uint8Array): Uint8Array {
    if (this.identity) return values;
    const labels = new Uint8Array(values.length);
    for (let i = 0; i < values.length; i++) labels[i] = this.table[values[i]!]!;
    return labels;
  }
}

/** How often each of the 256 values occurs. */
export function countValues(values: Uint8Array): Uint32Array {
  const histogram = new Uint32Array(256);
  for (let i = 0; i < values.length; i++) histogram[values[i]!]!++;
  return histogram;
}
