import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CAMPAIGNS, LANES, type Slot } from './campaigns.js';
import { Tally } from './harness/tally.js';
import { HELP, type Options, readOptions } from './options.js';
import { formatFailures, formatTallies } from './table.js';

/** `npm run torture`: runs the campaigns for the time that is given and prints one table. */
async function main(options: Options): Promise<boolean> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'contraseg-torture-')));
  const tallies = (await Promise.all(LANES.map((lane) => runLane(lane, options, folder)))).flat();
  console.log(formatTallies(tallies));
  for (const { campaign, summary } of tallies) if (summary) console.log(`${campaign}: ${summary}`);
  const failed = tallies.some(({ failures }) => failures.length > 0);
  if (failed) console.log(`\n${formatFailures(tallies)}\nwhat they left is in ${folder}`);
  else await rm(folder, { recursive: true });
  return !failed;
}

/** Each campaign in turn, in its share of the time; what one leaves over goes to those after it. */
async function runLane(lane: readonly Slot[], options: Options, folder: string): Promise<Tally[]> {
  const end = performance.now() + 60_000 * options.minutes;
  const slots = lane.filter(({ campaign }) => options.only?.includes(campaign.name) ?? true);
  let shares = slots.reduce((sum, { share }) => sum + share, 0);
  const tallies: Tally[] = [];
  for (const { campaign, share } of slots) {
    const now = performance.now();
    const deadline = now + ((end - now) * share) / shares;
    shares -= share;
    const tally = new Tally(campaign.name, options.seed);
    tallies.push(tally);
    const own = join(folder, campaign.name);
    await mkdir(own);
    const isOver = () => interrupted || performance.now() > deadline;
    await campaign.run({ seed: options.seed, folder: own, tally, only: options.case, isOver });
  }
  return tallies;
}

let interrupted = false;
process.once('SIGINT', () => {
  interrupted = true; // A campaign ends what it began: it may have mounted a file system.
});

try {
  const options = readOptions(process.argv.slice(2), CAMPAIGNS);
  if (options.help) console.log(HELP);
  else process.exitCode = (await main(options)) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
