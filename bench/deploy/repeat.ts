/** One runtime on one network. */
export interface Measured {
  readonly runtime: string;
  readonly version: string;
  readonly threads: number;
  /** Of each repetition, in order; the first, for which it prepares, left out. */
  readonly milliseconds: readonly number[];
}

export async function repeat(repeats: number, body: () => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i <= repeats; i++) {
    const start = performance.now();
    await body();
    if (i > 0) times.push(performance.now() - start);
  }
  return times;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
