import type { RankFailure } from '../../src/cli/launch/launched.js';

/** What a process does that stands for a rank. */
export interface Behaviour {
  /** What it tells its launcher at the end. */
  readonly tell?: RankFailure;
  readonly print?: string;
  /** Milliseconds until it ends by itself; it waits to be ended where absent. */
  readonly after?: number;
  /** The code that it ends with, or the signal. */
  readonly end?: number | NodeJS.Signals;
  /** How it answers the first SIGTERM or SIGINT: an exit code, or nothing at all, also to a second one. */
  readonly stopped?: number | 'never';
  /** Milliseconds that it saves before it ends so. */
  readonly saving?: number;
}

/**
 * The text of a program that stands for `contraseg` as one rank. It appends what it was started with to `starts.jsonl`.
 * @param attempts what the ranks do in each attempt; the last one's from then on
 */
export function fakeRank(attempts: readonly (readonly Behaviour[])[]): string {
  return `
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
const rank = Number(process.env.CONTRASEG_LAUNCHED_RANK);
const file = \`starts-\${rank}.jsonl\`;
const attempts = ${JSON.stringify(attempts)};
const attempt = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\\n').length : 0;
const { tell, print, after, end = 0, stopped, saving = 0 } = attempts[Math.min(attempt, attempts.length - 1)][rank];
const stop = () => {
  if (stopped === 'never') return;
  for (const signal of ['SIGTERM', 'SIGINT']) process.off(signal, stop);
  setTimeout(() => process.exit(stopped), saving);
};
if (stopped !== undefined) for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, stop);
const { TF_CONFIG, TF_NUM_INTRAOP_THREADS } = process.env;
appendFileSync(file, JSON.stringify({ args: process.argv.slice(2), cluster: JSON.parse(TF_CONFIG), threads: TF_NUM_INTRAOP_THREADS, group: process.pid }) + '\\n');
if (print) console.log(print);
process.channel.unref();
setTimeout(() => {
  if (tell) process.send(tell);
  if (typeof end === 'number') process.exitCode = end;
  else process.kill(process.pid, end);
}, after ?? 60_000);
`;
}
