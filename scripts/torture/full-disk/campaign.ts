import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
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
import { badError, ContrasegProcess, contraseg } from '../harness/contraseg-process.js';
import { ITERATIONS, SETUPS, writeSetups } from '../harness/setups.js';
import { RunWatch } from '../kills/run-state.js';
import { SmallDisk } from './small-disk.js';

const SIZE = 2 ** 20;
/** More than a training writes, so that some get through. */
const MOST_LEFT = 80 * 1024;

type Command = (run: string) => string[];

const SETUP = `${SETUPS[0]!.name}.yaml`;

const train: Command = (run) => [
  ...['train', SETUP, '--out', run],
  ...(new RunDirectory(run).resumable ? ['--resume'] : []),
];

/** What is done while the disk is nearly full, and the run that it starts from. */
interface Case {
  readonly command: Command;
  readonly from?: 'stopped' | 'finished';
}

const CASES: readonly Case[] = [
  { command: train },
  { command: train, from: 'stopped' },
  { command: (run) => ['export', run, '--out', join(run, 'model')], from: 'finished' },
  { command: (run) => ['report', run, '--limit', '1'], from: 'finished' },
];

/** Lets commands meet a full disk: a clear error, nothing lost, and the same bytes once there is room again. */
export const fullDisk: Campaign = {
  name: 'disk',
  async run(context) {
    const { folder, tally, seed } = context;
    const disk = await SmallDisk.mount(join(folder, 'small'), SIZE);
    if ('refused' in disk) return tally.count(`skipped, no file system could be mounted: ${disk.refused}`);
    try {
      await writeSetups(folder);
      await contraseg(train(join(folder, 'finished')), folder);
      await trainHalf(join(folder, 'stopped'), folder);
      for (const number of caseNumbers(context)) {
        const random = caseRandom(seed, 'disk', number);
        const chosen = pick(random, CASES);
        const left = random.integer(MOST_LEFT);
        for (const problem of await runCase(chosen, left, disk, context)) {
          tally.fail(number, `${chosen.command('run')[0]}, ${left} bytes left: ${problem}`);
        }
      }
    } finally {
      await disk.unmount();
    }
  },
};

async function runCase({ command, from }: Case, left: number, disk: SmallDisk, context: CampaignContext) {
  const { folder, tally } = context;
  const run = join(disk.folder, 'run');
  if (from) await cp(join(folder, from), run, { recursive: true });
  await disk.fill(left);
  const onFull = await contraseg(command(run), folder);
  await disk.free();
  const onFree = await contraseg(command(run), folder);
  for (const { ms, memory } of [onFull, onFree]) tally.done(ms, memory, 0.5);
  tally.count(onFull.code === 0 ? 'got through' : 'refused');

  const problems: string[] = [];
  const bad = onFull.code === 0 ? undefined : badError(onFull);
  if (bad) problems.push(bad);
  if (onFull.memory > MEMORY_LIMIT) problems.push(`it took ${Math.round(onFull.memory / 2 ** 20)} MiB`);
  if (onFree.code !== 0) problems.push(`it cannot go on with room again: ${onFree.stderr}`);
  else if (command === train) problems.push(...(await compareRuns(join(folder, 'finished'), run)));
  await rm(run, { recursive: true, force: true });
  return problems;
}

/** A run that was asked to stop at the step before an evaluation. */
async function trainHalf(run: string, folder: string): Promise<void> {
  const watch = new RunWatch(run);
  const process = new ContrasegProcess(train(run), folder);
  await watch.until(process, ({ iteration }) => iteration >= ITERATIONS / 2 - 2);
  process.kill('SIGINT');
  await process.ended;
}
