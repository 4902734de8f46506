import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import YAML from 'yaml';
import { readConfig } from '../api/config.js';
import { differences } from '../core/config/differences.js';
import type { LoadedConfig, ValidConfig } from '../core/config/load-config.js';
import { plainConfig } from '../core/config/resolved.js';
import { completeNormalization } from '../core/data/loading/normalization.js';
import { runConfigChanged, unknownSeed, unknownVariant } from '../core/errors/experiments.js';
import { ContrasegError, type Problem } from '../core/errors/index.js';
import { RunDirectory } from '../core/run/directory.js';
import { settleNormalization } from '../core/run/settled-config.js';
import { type Experiment, slug, type Variant } from './experiment.js';
import { readResults } from './results.js';

/** What is left to do for a run: all of it, the rest of it, or nothing. */
export type RunState = 'planned' | 'started' | 'finished';

export interface PlannedRun {
  readonly variant: string;
  readonly seed: number;
  readonly directory: RunDirectory;
  readonly state: RunState;
  readonly iterations: number;
  /** Arguments of `contraseg train`, paths relative to the working directory. */
  readonly trainArguments: readonly string[];
}

export interface SweepPlan {
  readonly experiment: Experiment;
  readonly out: string;
  /** One seed after the other, each through all variants: a sweep that is cut short compares what it has fairly. */
  readonly runs: readonly PlannedRun[];
}

export interface SweepOptions {
  /** Folder of the runs and their results. */
  readonly out: string;
  /** Overrides for every run, after those of the experiment. */
  readonly set?: readonly string[];
  /** Names of the variants to run; all when absent. */
  readonly only?: readonly string[];
  /** Seeds to run, of the experiment's; all when absent. */
  readonly seeds?: readonly number[];
}

/**
 * Lists the runs of an experiment and how far each one is.
 * @throws ContrasegError with everything that is wrong in any variant, before anything is trained
 */
export async function planSweep(
  experiment: Experiment,
  { out, set = [], only, seeds }: SweepOptions,
): Promise<SweepPlan> {
  const known = experiment.variants.map(({ name }) => name);
  const unknown = [
    ...(only ?? []).filter((name) => !known.includes(name)).map((name) => unknownVariant(name, known)),
    ...(seeds ?? [])
      .filter((seed) => !experiment.seeds.includes(seed))
      .map((seed) => unknownSeed(seed, experiment.seeds)),
  ];
  if (unknown.length > 0) throw new ContrasegError(unknown);
  const finished = new Set((await readResults(resultsFile(out))).map(({ variant, seed }) => `${variant}/${seed}`));
  const variants = experiment.variants.filter(({ name }) => only?.includes(name) ?? true);
  const runs: PlannedRun[] = [];
  const problems = new Map<string, Problem>();
  for (const seed of experiment.seeds.filter((each) => seeds?.includes(each) ?? true)) {
    for (const variant of variants) {
      const directory = new RunDirectory(join(out, slug(variant.name), `seed-${seed}`));
      const overrides = [...assignments(experiment.set), ...assignments(variant.set), ...set, `trainer.seed=${seed}`];
      try {
        const loaded = await readConfig({ config: variant.config, set: overrides });
        const changed = await changedOptions(directory, loaded);
        if (changed.length > 0) throw new ContrasegError(runConfigChanged(directory.path, changed));
        const { iterations } = loaded.config.trainer;
        const started = directory.resumable;
        const state = finished.has(`${variant.name}/${seed}`) ? 'finished' : started ? 'started' : 'planned';
        const trainArguments = [
          relative('', variant.config),
          ...overrides.flatMap((assignment) => ['--set', assignment]),
          '--out',
          relative('', directory.path),
        ];
        runs.push({ variant: variant.name, seed, directory, state, iterations, trainArguments });
      } catch (error) {
        if (!(error instanceof ContrasegError)) throw error;
        for (const problem of error.problems) {
          const located =
            problem.file === '--set' ? { ...problem, file: `${experiment.file} (${variant.name})` } : problem;
          problems.set(JSON.stringify(located), located);
        }
      }
    }
  }
  if (problems.size > 0) throw new ContrasegError([...problems.values()]);
  return { experiment, out, runs };
}

export function resultsFile(out: string): string {
  return join(out, 'results.jsonl');
}

function assignments(set: Variant['set']): string[] {
  return Object.entries(set).map(([path, value]) => `${path}=${JSON.stringify(value)}`);
}

/** Paths of the options that a run in the folder was made with and that would differ now. */
async function changedOptions(directory: RunDirectory, loaded: LoadedConfig): Promise<string[]> {
  if (!directory.exists) return [];
  const before = YAML.parse(await readFile(directory.config, 'utf8')) as Pick<ValidConfig, 'model'>;
  // What the weights wanted to see stands in the run's configuration, whoever said it.
  const normalization = completeNormalization(before.model.normalization);
  const now = plainConfig(settleNormalization(loaded, normalization));
  return differences({ ...before, model: { ...before.model, normalization } }, now).map(({ path }) => path);
}
