import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { LoadedConfig } from '../core/config/load-config.js';
import { ContrasegError } from '../core/errors/index.js';
import { nothingToResume } from '../core/errors/run.js';
import { RunDirectory } from '../core/run/directory.js';
import { readConfig } from './config.js';
import type { TrainOptions } from './train.js';

export interface LocatedRun {
  readonly directory: RunDirectory;
  /** The configuration that was given; undefined where the run goes on by its own. */
  readonly given?: LoadedConfig;
}

/** Finds the folder of a run. @throws ContrasegError where the configuration is wrong, or nothing is there to go on with */
export async function locateRun(options: Pick<TrainOptions, 'config' | 'set' | 'out' | 'mode'>): Promise<LocatedRun> {
  const { mode, out } = options;
  const given = mode === 'resume' && !options.config && out ? undefined : await readConfig(options);
  const directory = new RunDirectory(out ?? join('runs', runName(given!)));
  if (mode === 'resume' && !existsSync(directory.path)) throw new ContrasegError(nothingToResume(directory.path));
  return { directory, given };
}

/** The config's file name, or `run` for a configuration object. */
function runName({ file }: LoadedConfig): string {
  return file ? basename(file).replace(/(\.config)?\.\w+$/, '') : 'run';
}
