import { STOP_SIGNALS } from '../stop-signals.js';
import type { RankProcess } from './rank-process.js';

/** Passes the signals that ask us to stop on to the ranks: the first as it is, so that they save; the second ends them. */
export class Forwarding {
  /** The first signal. */
  received: NodeJS.Signals | undefined;
  private ranks: readonly RankProcess[] = [];

  constructor() {
    for (const signal of STOP_SIGNALS) process.on(signal, this.forward);
  }

  /** From now on to these; a signal that came before they were there as well. */
  to(ranks: readonly RankProcess[]): void {
    this.ranks = ranks;
    if (this.received) for (const rank of ranks) rank.kill(this.received);
  }

  close(): void {
    for (const signal of STOP_SIGNALS) process.off(signal, this.forward);
  }

  private readonly forward = (signal: NodeJS.Signals): void => {
    for (const rank of this.ranks) rank.kill(this.received ? 'SIGKILL' : signal);
    this.received ??= signal;
  };
}
