/** Chi-square of counts that should all be equal; their mean freedom is one less than there are. */
export function uniformChiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((a, b) => a + b, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/** How often each outcome occurs, by its text. */
export function tally(times: number, outcome: (i: number) => unknown): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i < times; i++) {
    const key = String(outcome(i));
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
