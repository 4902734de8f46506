import { CLUSTER_FAILURE } from '../exit-codes.js';
import { STOP_SIGNALS, signalExitCode } from '../stop-signals.js';
import type { RankFailure } from './launched.js';

/** How a rank ended. */
export interface RankEnding extends RankFailure {
  readonly rank: number;
  readonly pid: number | undefined;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** It died of a signal that we sent. */
  readonly byUs: boolean;
}

/** Whether a rank did all it had to: trained to the end, or saved and stopped because it was asked to. */
export function endedWell({ code }: RankEnding): boolean {
  return code === 0 || STOP_SIGNALS.some((signal) => code === signalExitCode(signal));
}

/**
 * The ending that brought the others about: not one that complains of another rank, where there is any else; undefined where
 * none failed by itself.
 */
export function causeOf(endings: readonly RankEnding[]): RankEnding | undefined {
  const failed = endings.filter((ending) => !endedWell(ending) && !ending.byUs);
  return failed.find(({ code }) => code !== CLUSTER_FAILURE) ?? failed[0];
}

/** As shells have it: 128 + the signal's number where a signal ended it. */
export function exitCodeOf({ code, signal }: RankEnding): number {
  return code ?? signalExitCode(signal!);
}

/** Whether the same may go well another time: a rank was lost, or another could not reach it. */
export function isTransient(ending: RankEnding): boolean {
  return exitCodeOf(ending) > 128;
}
