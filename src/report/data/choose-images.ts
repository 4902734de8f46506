/** An image worth looking at, and why. */
export interface Choice {
  readonly index: number;
  readonly reason: string;
}

/**
 * The best, the median and the worst image of the last run; with two runs also those that gained and lost most.
 * @param scores of each run, one per image; NaN for images that nothing can be said about
 */
export function chooseImages(scores: readonly (readonly number[])[]): Choice[] {
  const own = ranked(scores.at(-1)!);
  const choices = [
    { reason: 'best', index: own.at(-1) },
    { reason: 'median', index: own[Math.floor((own.length - 1) / 2)] },
    { reason: 'worst', index: own[0] },
  ];
  const [first, second] = scores;
  if (first && second) {
    const gains = ranked(second.map((score, i) => score - first[i]!));
    choices.push({ reason: 'gains most', index: gains.at(-1) }, { reason: 'loses most', index: gains[0] });
  }
  const byImage = new Map<number, string[]>();
  for (const { reason, index } of choices) {
    if (index !== undefined) byImage.set(index, [...(byImage.get(index) ?? []), reason]);
  }
  return [...byImage].map(([index, reasons]) => ({ index, reason: reasons.join(', ') }));
}

/** Indices from the lowest score to the highest. */
function ranked(scores: readonly number[]): number[] {
  return [...scores.keys()].filter((i) => !Number.isNaN(scores[i])).sort((a, b) => scores[a]! - scores[b]! || a - b);
}
