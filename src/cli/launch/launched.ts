import type { Problem } from '../../core/errors/index.js';

/** Set for the processes that `--processes` starts. */
export const LAUNCHED_RANK = 'CONTRASEG_LAUNCHED_RANK';

/** How a rank tells its launcher why it ends. */
export interface RankFailure {
  /** What a user could have caused. */
  readonly problems?: readonly Problem[];
  /** First line of any other error, which the rank prints itself. */
  readonly error?: string;
}

/** The rank of a process that `--processes` started; undefined in any other. */
export function launchedRank(): number | undefined {
  const rank = process.env[LAUNCHED_RANK];
  return rank && process.send ? Number(rank) : undefined;
}

/** Tells the launcher, which prints one error for all ranks; false where there is none. */
export function tellLauncher(failure: RankFailure): boolean {
  return launchedRank() !== undefined && process.send!(failure);
}
