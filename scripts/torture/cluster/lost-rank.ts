import { setTimeout as sleep } from 'node:timers/promises';
import { CLUSTER_FAILURE } from '../../../src/cli/exit-codes.js';
import { RunDirectory } from '../../../src/core/run/directory.js';
import { badError, ContrasegProcess, contraseg, type Ending, shorten } from '../harness/contraseg-process.js';
import type { Tally } from '../harness/tally.js';
import { findRank, leftOver } from './find-rank.js';

/** Milliseconds from the death of a rank to the end of all. */
const HANG = 15_000;

/** What is done to a rank, and how long the others may take to end. */
const FAULTS = {
  SIGKILL: HANG,
  /** The others need a heartbeat to notice, and it needs SIGKILL after ten more seconds. */
  SIGSTOP: 2 * HANG,
} as const;

export interface LostRankOptions {
  /** Arguments of `train` that start the run. */
  readonly start: readonly string[];
  readonly run: string;
  readonly ranks: number;
  readonly victim: number;
  readonly fault: keyof typeof FAULTS;
  /** Milliseconds after the start. */
  readonly moment: number;
  /** Lets the launcher start all again by itself, rather than resuming by hand. */
  readonly restarts: boolean;
  readonly folder: string;
  readonly tally: Tally;
}

/** Takes one rank away, wants one clear error soon, and goes on with the run. @returns what went wrong */
export async function loseRank(options: LostRankOptions): Promise<string[]> {
  const { start, run, ranks, victim, fault, moment, restarts, folder, tally } = options;
  const more = ['--processes', `${ranks}`, ...(restarts ? ['--max-restarts', '1'] : [])];
  const launcher = new ContrasegProcess(['train', ...start, '--out', run, ...more], folder);
  await Promise.race([sleep(moment), launcher.ended]);
  const pid = launcher.isRunning ? findRank(launcher.pid, victim) : undefined;
  if (pid !== undefined) process.kill(pid, fault);
  const lost = performance.now();
  const first = await launcher.ended;
  tally.done(first.ms, first.memory, 1);
  if (pid === undefined) return first.code === 0 ? [] : [`without a fault: ${describe(first)}`];
  tally.count(`${fault} of rank ${victim}`);
  const problems = leftOver(run).map((left) => `process ${left} is left over`);
  if (restarts) {
    tally.count('of them restarted by the launcher');
    return first.code === 0 ? problems : [...problems, `the restart failed: ${describe(first)}`];
  }
  if (first.code === 0) return problems; // it had nothing left to do
  const waited = performance.now() - lost;
  if (waited > FAULTS[fault]) problems.push(`the others ended ${Math.round(waited / 1000)} s later`);
  problems.push(...unclear(first, victim));
  if (problems.length > 0) return problems;
  const second = await goOn(options);
  tally.done(second.ms, second.memory, 0);
  return second.code === 0 ? [] : [`it could not go on: ${describe(second)}`];
}

/** From the last checkpoint, or from the beginning where there is none yet. */
function goOn({ start, run, ranks, folder }: LostRankOptions): Promise<Ending> {
  const resume = new RunDirectory(run).resumable ? ['--resume'] : [];
  return contraseg(['train', ...start, '--out', run, ...resume, '--processes', `${ranks}`], folder);
}

/** One problem that names the rank, and an exit code that says that trying again may help. */
function unclear(ending: Ending, victim: number): string[] {
  const bad = badError(ending);
  if (bad) return [bad];
  const codes = ending.stderr.match(/^CONTRASEG_\w+/gm) ?? [];
  const problems = codes.length === 1 ? [] : [`${codes.length} errors instead of one: ${shorten(ending.stderr)}`];
  if (!new RegExp(`(rank|task:) ?${victim}\\b`).test(ending.stderr)) {
    problems.push(`the error does not name rank ${victim}: ${shorten(ending.stderr)}`);
  }
  if (ending.code !== CLUSTER_FAILURE && ending.code !== 137) problems.push(`exit code ${ending.code}`);
  return problems;
}

function describe({ code, signal, stderr }: Ending): string {
  return `${signal ?? `exit code ${code}`}, ${shorten(stderr.trim()) || 'without a word'}`;
}
