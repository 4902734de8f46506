import type { Problem } from '../../core/errors/index.js';
import type { RunDirectory } from '../../core/run/directory.js';
import { note } from '../output.js';
import { awaitRanks } from './await-ranks.js';
import { Forwarding } from './forwarding.js';
import { freePorts } from './free-ports.js';
import { problemsOf } from './problems-of.js';
import { causeOf, exitCodeOf, isTransient } from './rank-ending.js';
import { RankLogs } from './rank-logs.js';
import { RankProcess } from './rank-process.js';
import { Restart } from './restart.js';

/** What a rank says that cannot listen at its address. */
const PORT_TAKEN = 'CONTRASEG_CLUSTER_PORT_TAKEN';

/** How often other ports are tried where somebody took one between our choice and its use. */
const PORT_TRIES = 5;

export interface LaunchOptions {
  /** Ranks on this machine. */
  readonly processes: number;
  /** How often all are started again from the last checkpoint after one was lost. */
  readonly maxRestarts: number;
  /** Of the run; no logs of ranks are written where undefined. */
  readonly directory?: RunDirectory;
  /** What starts contraseg, such as node and its main.js. */
  readonly program: readonly string[];
  /** Arguments of `contraseg`, for every rank. */
  readonly args: readonly string[];
  /** The command that goes on with the run. */
  readonly resume: string;
}

/** How it went. */
export interface LaunchOutcome {
  /** 0, that of a stop that was asked for, or that of the rank that failed. */
  readonly exitCode: number;
  /** Those of the rank that failed. */
  readonly problems?: readonly Problem[];
}

/** Runs contraseg as so many ranks on this machine until all have ended. */
export async function launch(options: LaunchOptions): Promise<LaunchOutcome> {
  const logs = options.directory && (await RankLogs.in(options.directory.path));
  const forwarding = new Forwarding();
  try {
    return await runUntilDone(options, forwarding, logs);
  } finally {
    forwarding.close();
    logs?.removeEmpty(options.processes);
  }
}

async function runUntilDone(options: LaunchOptions, forwarding: Forwarding, logs?: RankLogs): Promise<LaunchOutcome> {
  const { processes, maxRestarts, program } = options;
  const restart = new Restart(options.args, options.directory);
  let { args } = options;
  for (let restarts = 0, portTries = 1; ; args = restart.arguments) {
    const addresses = (await freePorts(processes)).map((port) => `127.0.0.1:${port}`);
    const command = [...program, ...args];
    const ranks = addresses.map((_, rank) => new RankProcess({ rank, addresses, command, log: logs?.of(rank) }));
    forwarding.to(ranks);
    const endings = await awaitRanks(ranks, forwarding);
    const cause = causeOf(endings);
    if (!cause) return { exitCode: Math.max(...endings.map(exitCodeOf)) };
    const problems = problemsOf(cause, options.resume);
    if (!forwarding.received) {
      if (problems[0]!.code === PORT_TAKEN && portTries++ < PORT_TRIES) continue;
      if (isTransient(cause) && restarts < maxRestarts) {
        note(`${problems[0]!.message} Restart ${++restarts} of ${maxRestarts}.`);
        continue;
      }
    }
    return { exitCode: exitCodeOf(cause), problems };
  }
}
