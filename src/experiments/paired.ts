import type { Experiment } from './experiment.js';
import type { RunResult } from './results.js';

export type PairingOptions = Pick<Experiment, 'variants' | 'seeds' | 'metric'>;

/** A variant beside the one that it is compared with, seed by seed, in percent; NaN where a run is missing. */
export interface PairedRow {
  readonly name: string;
  /** Itself for the first one. */
  readonly against: string;
  readonly values: readonly number[];
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
  const first = variants[0]!.name;
  return variants.map(({ name, against = first }) => ({
    name,
    against,
    values: seeds.map((seed) => figure(name, seed)),
    differences: seeds.map((seed) => figure(name, seed) - figure(against, seed)),
  }));
}

/** Those that are there. */
export function present(values: readonly number[]): number[] {
  return values.filter((value) => !Number.isNaN(value));
}

/** The row that all others are compared with; undefined where there are several. */
export function commonBaseline(rows: readonly PairedRow[]): string | undefined {
  const [first, ...more] = new Set(rows.filter(({ name, against }) => name !== against).map(({ against }) => against));
  return more.length === 0 ? (first ?? rows[0]!.name) : undefined;
}
