import { constants } from 'node:os';

/** Ctrl-C, the end that schedulers announce (Slurm, Kubernetes), and a closed terminal. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface StopRequest {
  readonly signal: AbortSignal;
  /** 128 + the signal's number, as shells have it; undefined while nobody asked to stop. */
  readonly exitCode: number | undefined;
}

/** Turns the first signal that ends a program into a request to stop; a second one ends it at once. */
export function listenForStop(): StopRequest {
  const abort = new AbortController();
  let exitCode: number | undefined;
  const stop = (signal: NodeJS.Signals) => {
    exitCode = 128 + constants.signals[signal];
    abort.abort(signal);
    for (const other of SIGNALS) process.off(other, stop);
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  return {
    signal: abort.signal,
    get exitCode() {
      return exitCode;
    },
  };
}
