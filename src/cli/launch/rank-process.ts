import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { LAUNCHED_RANK, type RankFailure } from './launched.js';
import type { RankEnding } from './rank-ending.js';

export interface RankOptions {
  readonly rank: number;
  /** `host:port` of every rank. */
  readonly addresses: readonly string[];
  /** Program and arguments. */
  readonly command: readonly string[];
  /** Where its output is appended, but that of rank 0, which has the terminal; it is thrown away where undefined. */
  readonly log?: string;
}

/**
 * `contraseg` as one rank of several. It has a session of its own, so that Ctrl-C reaches it once, through us, and a channel by
 * which it tells how it failed and notices that we are gone.
 */
export class RankProcess {
  readonly rank: number;
  readonly ended: Promise<RankEnding>;
  private readonly child: ChildProcess;
  private readonly sent = new Set<NodeJS.Signals>();

  constructor({ rank, addresses, command, log }: RankOptions) {
    this.rank = rank;
    const [program, ...args] = command as [string, ...string[]];
    const output = rank === 0 ? 'inherit' : log === undefined ? 'ignore' : openSync(log, 'a');
    this.child = spawn(program, args, {
      detached: true,
      stdio: ['ignore', output, output, 'ipc'],
      env: { ...process.env, ...environment(rank, addresses) },
    });
    if (typeof output === 'number') closeSync(output);
    this.ended = this.watch();
  }

  /** Asks it to end, or ends it. */
  kill(signal: NodeJS.Signals): void {
    this.sent.add(signal);
    this.child.kill(signal);
  }

  private async watch(): Promise<RankEnding> {
    const { child } = this;
    let failure: RankFailure = {};
    child.on('message', (message) => {
      failure = message as RankFailure;
    });
    // What it told has arrived by then.
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    return {
      ...failure,
      rank: this.rank,
      pid: child.pid,
      code,
      signal,
      byUs: signal !== null && this.sent.has(signal),
    };
  }
}

/** Its place in the cluster and its share of the processors. */
function environment(rank: number, addresses: readonly string[]): Record<string, string> {
  const share = Math.max(1, Math.floor(availableParallelism() / addresses.length));
  return {
    [LAUNCHED_RANK]: String(rank),
    TF_CONFIG: JSON.stringify({ cluster: { worker: addresses }, task: { type: 'worker', index: rank } }),
    TF_NUM_INTRAOP_THREADS: process.env.TF_NUM_INTRAOP_THREADS || String(share),
  };
}
