import { existsSync } from 'node:fs';
import { noResults } from '../core/errors/experiments.js';
import { ContrasegError } from '../core/errors/index.js';
import type { Experiment } from './experiment.js';
import { readResults } from './results.js';
import { formatResults } from './results-table.js';

/**
 * The tables of results that were written earlier, for example those of docs/results.
 * @param file a `results.jsonl`
 * @throws ContrasegError where it is missing, or holds no run of this experiment
 */
export async function rebuildTable(file: string, experiment: Experiment): Promise<string> {
  const results = existsSync(file) ? await readResults(file) : [];
  const known = experiment.variants.map(({ name }) => name);
  const own = results.filter(({ variant }) => known.includes(variant));
  if (own.length === 0) throw new ContrasegError(noResults(file, distinct(results), known));
  return formatResults(own, experiment);
}

function distinct(results: readonly { readonly variant: string }[]): string[] {
  return [...new Set(results.map(({ variant }) => variant))];
}
