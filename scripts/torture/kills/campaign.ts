import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RandomStream } from '../../../src/core/random/random-stream.js';
import { RunDirectory } from '../../../src/core/run/directory.js';
import {
  type Campaign,
  type CampaignContext,
  caseNumbers,
  caseRandom,
  MEMORY_LIMIT,
  pick,
} from '../harness/campaign.js';
import { compareRuns } from '../harness/compare-runs.js';
import { ContrasegProcess, type Ending, shorten } from '../harness/contraseg-process.js';
import { SETUPS, type Setup, writeSetups } from '../harness/setups.js';
import { type Death, drawDeath, STOPS } from './death.js';
import { RunWatch, temporaryFiles } from './run-state.js';

/** A run that nobody interrupted. */
interface Reference {
  readonly folder: string;
  /** Milliseconds until the first step. */
  readonly startUp: number;
}

/** Kills and stops trainings at random moments, goes on with them, and compares the bytes with the uninterrupted run. */
export const kills: Campaign = {
  name: 'kills',
  async run(context) {
    const { seed, folder, tally } = context;
    const references = new Map<Setup, Reference>();
    await writeSetups(folder);
    for (const number of caseNumbers(context)) {
      const random = caseRandom(seed, 'kills', number);
      const setup = pick(random, SETUPS);
      const reference = references.get(setup) ?? (await trainUninterrupted(setup, context));
      references.set(setup, reference);
      const deaths: string[] = [];
      const budget = 5 + random.integer(8);
      const draw = () =>
        deaths.length < budget && !context.isOver() ? drawDeath(random, reference.startUp) : undefined;
      const run = join(folder, `run-${number}`);
      const problems = await interruptedRun(setup, run, random, draw, deaths, context);
      if (problems.length === 0) problems.push(...(await compareRuns(reference.folder, run)));
      if (problems.length === 0) {
        tally.count('runs equal to the last byte');
        await rm(run, { recursive: true });
      } else tally.fail(number, `${setup.name}: ${problems.join('; ')}\nafter ${deaths.join(', ')}`);
    }
  },
};

async function trainUninterrupted(setup: Setup, { folder, tally }: CampaignContext): Promise<Reference> {
  const run = join(folder, `uninterrupted-${setup.name}`);
  const watch = new RunWatch(run);
  const start = performance.now();
  const process = new ContrasegProcess(trainArguments(setup, run), folder);
  await watch.until(process, () => watch.hasStarted);
  const startUp = performance.now() - start;
  const ending = await process.ended;
  tally.done(ending.ms, ending.memory, 0);
  if (ending.code !== 0) throw new Error(`the uninterrupted run failed: ${process.command}\n${ending.stderr}`);
  return { folder: run, startUp };
}

/** Lets process after process die until one finishes the run. @returns what went wrong */
async function interruptedRun(
  setup: Setup,
  run: string,
  random: RandomStream,
  draw: () => Death | undefined,
  deaths: string[],
  { folder, tally }: CampaignContext,
): Promise<string[]> {
  for (;;) {
    const watch = new RunWatch(run);
    const process = new ContrasegProcess(trainArguments(setup, run, random), folder);
    const death = draw();
    const died = death !== undefined && (await death.wait(process, watch));
    if (died) process.kill(death.signal);
    const ending = await process.ended;
    tally.done(ending.ms, ending.memory, died ? 1 : 0);
    if (ending.memory > MEMORY_LIMIT) return [`${process.command} took ${Math.round(ending.memory / 2 ** 20)} MiB`];
    if (died) {
      deaths.push(`${death.signal} ${death.moment}`);
      tally.count(death.signal);
      if (temporaryFiles(run).length > 0) tally.count('of them inside a checkpoint being written');
    }
    if (ending.code === 0) return [];
    const problem = died ? wrongStop(death, ending) : `it could not go on: ${describe(ending)}`;
    if (problem) return [problem];
  }
}

/** Begins the run or goes on with it, in each of the ways that are promised to do so. */
function trainArguments(setup: Setup, run: string, random?: RandomStream): string[] {
  const { exists, resumable } = new RunDirectory(run);
  const alone = random !== undefined && random.uniform() < 0.5;
  if (alone && exists) return ['train', '--resume', run];
  return ['train', `${setup.name}.yaml`, '--out', run, ...(resumable ? ['--resume'] : [])];
}

/** A kill needs no answer; a stop is answered with its exit code and the command that goes on. */
function wrongStop({ signal }: Death, ending: Ending): string | undefined {
  if (signal === 'SIGKILL') return undefined;
  if (ending.code !== STOPS[signal]) return `${signal} should end with ${STOPS[signal]}: ${describe(ending)}`;
  if (!/--resume/.test(ending.stdout + ending.stderr)) return `${signal}: the command that goes on is not printed`;
  return undefined;
}

function describe({ code, signal, stderr }: Ending): string {
  return `${signal ?? `exit code ${code}`}, ${shorten(stderr.trim()) || 'without a word'}`;
}
