import type { Experiment } from './experiment.js';
import type { RunResult } from './results.js';

export type PairingOptions = Pick<Experiment, 'variants' | 'seeds' | 'metric'>;

/** A variant beside the first one, seed by seed, in percent; NaN where a run is missing. */
export interface PairedRow {
  readonly name: string;
  readonly values: readonly number[];
  /** From the first variant with the same seed. */
  readonly differences: readonly number[];
}

/** A row for each variant; where a seed was evaluated again, its newest result counts. */
export function pairedRows(
  results: readonly RunResult[],
  { variants, seeds, metric }: PairingOptions,
): readonly PairedRow[] {
  const figure = (variant: string, seed: number): number => {
    const found = results.findLast((result) => result.variant === variant && result.seed === seed);
    return 100 * (found?.summary[metric] ?? Number.NaN);
  };
  const baseline = variants[0]!.name;
  return variants.map(({ name }) => ({
    name,
    values: seeds.map((seed) => figure(name, seed)),
    differences: seeds.map((seed) => figure(name, seed) - figure(baseline, seed)),
  }));
}

/** Those that are there. */
export function present(values: readonly number[]): number[] {
  return values.filter((value) => !Number.isNaN(value));
}
