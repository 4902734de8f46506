/** First quartile, median and third quartile. */
export type Quartiles = readonly [number, number, number];

export function quartiles(values: readonly number[]): Quartiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => {
    const position = share * (sorted.length - 1);
    const below = Math.floor(position);
    const above = sorted[Math.ceil(position)]!;
    return sorted[below]! + (position - below) * (above - sorted[below]!);
  };
  return [at(0.25), at(0.5), at(0.75)];
}
