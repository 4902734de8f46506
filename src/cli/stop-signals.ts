import { constants } from 'node:os';
import { launchedRank } from './launch/launched.js';

/** Ctrl-C, the end that schedulers announce (Slurm, Kubernetes), and a closed terminal. */
export const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What a program exits with that a signal ended, as shells have it. */
export function signalExitCode(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

export interface StopRequest {
  readonly signal: AbortSignal;
  /** 128 + the signal's number, as shells have it; undefined while nobody asked to stop. */
  readonly exitCode: number | undefined;
}

/**
 * Turns the first signal that ends a program into a request to stop; a second one ends it at once. A rank whose launcher is
 * gone stops as well: nobody would end it where another rank fails.
 */
export function listenForStop(): StopRequest {
  const abort = new AbortController();
  let exitCode: number | undefined;
  const stop = (signal: NodeJS.Signals) => {
    exitCode = signalExitCode(signal);
    abort.abort(signal);
    for (const other of STOP_SIGNALS) process.off(other, stop);
  };
  for (const signal of STOP_SIGNALS) process.on(signal, stop);
  if (launchedRank() !== undefined) {
    process.once('disconnect', () => stop('SIGHUP'));
    process.channel!.unref();
  }
  return {
    signal: abort.signal,
    get exitCode() {
      return exitCode;
    },
  };
}
