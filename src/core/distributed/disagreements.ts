import { isAbsolute } from 'node:path';
import { type Difference, differences, shortValue } from '../config/differences.js';

/** What may differ from rank to rank without a weight noticing. Where things lie may, too: paths. */
const OWN = new Set(['threads', 'trainer.workers', 'trainer.cache']);

/**
 * Where ranks differ from rank 0, each value once with the ranks that have it.
 * @param values of every rank, plain data
 */
export function disagreements(values: readonly unknown[]): string[] {
  const found = new Map<string, { readonly difference: Difference; readonly ranks: number[] }>();
  for (const [rank, value] of values.entries()) {
    for (const difference of differences(values[0], value)) {
      if (isOwn(difference)) continue;
      const key = JSON.stringify([difference.path, difference.b ?? null]);
      const entry = found.get(key) ?? { difference, ranks: [] };
      entry.ranks.push(rank);
      found.set(key, entry);
    }
  }
  return [...found.values()].map(({ difference: { path, a, b }, ranks }) => {
    return `${path}: ${shortValue(a)} on rank 0, ${shortValue(b)} on rank ${ranks.join(', ')}`;
  });
}

function isOwn({ path, a, b }: Difference): boolean {
  return OWN.has(path) || [a, b].every((value) => typeof value === 'string' && isAbsolute(value));
}
