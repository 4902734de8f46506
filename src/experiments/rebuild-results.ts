import { existsSync } from 'node:fs';
import { noResults } from '../core/errors/experiments.js';
import { ContrasegError } from '../core/errors/index.js';
import { drawGains } from './draw-gains.js';
import type { Experiment } from './experiment.js';
import { readResults } from './results.js';
import { formatResults } from './results-table.js';

/**
 * The tables and the figure of results that were written earlier, for example those of docs/results.
 * @param file a `results.jsonl`
 * @throws ContrasegError where it is missing, or holds no run of this experiment
 */
export async function rebuildResults(
  file: string,
  experiment: Experiment,
): Promise<{ readonly tables: string; readonly figure: string }> {
  const results = existsSync(file) ? await readResults(file) : [];
  const known = experiment.variants.map(({ name }) => name);
  const own = results.filter(({ variant }) => known.includes(variant));
  if (own.length === 0) throw new ContrasegError(noResults(file, distinct(results), known));
  return { tables: formatResults(own, experiment), figure: drawGains(own, experiment) };
}

function distinct(results: readonly { readonly variant: string }[]): string[] {
  return [...new Set(results.map(({ variant }) => variant))];
}
