import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import YAML from 'yaml';
import { type Campaign, type CampaignContext, caseNumbers, caseRandom, pick } from '../harness/campaign.js';
import { compareRuns } from '../harness/compare-runs.js';
import { contraseg } from '../harness/contraseg-process.js';
import { SETUPS, type Setup } from '../harness/setups.js';
import { loseRank } from './lost-rank.js';

const RANKS = [2, 3];
/** So that the batch divides by both. */
const BATCH_SIZE = 6;
const STOPPED = 0.06;

/** A run that nobody disturbed. */
interface Reference {
  readonly folder: string;
  /** Milliseconds from its start to its end. */
  readonly life: number;
}

/** Takes ranks away from trainings on several processes, goes on with them, and compares the bytes with the undisturbed run. */
export const cluster: Campaign = {
  name: 'cluster',
  async run(context) {
    const { seed, folder, tally } = context;
    const references = new Map<string, Reference>();
    for (const setup of SETUPS) await writeFile(join(folder, `${setup.name}.yaml`), YAML.stringify(forRanks(setup)));
    for (const number of caseNumbers(context)) {
      const random = caseRandom(seed, 'cluster', number);
      const setup = pick(random, SETUPS);
      const ranks = RANKS[number % RANKS.length]!;
      const key = `${setup.name}-${ranks}`;
      const reference = references.get(key) ?? (await trainUndisturbed(setup, ranks, context));
      references.set(key, reference);
      const run = join(folder, `run-${number}`);
      const fault = random.uniform() < STOPPED ? 'SIGSTOP' : 'SIGKILL';
      const moment = Math.round(random.between(0, reference.life));
      const victim = Math.floor(number / RANKS.length) % ranks;
      const problems = await loseRank({
        start: [`${setup.name}.yaml`],
        run,
        ranks,
        victim,
        fault,
        moment,
        restarts: random.uniform() < 0.25,
        folder,
        tally,
      });
      if (problems.length === 0) problems.push(...(await compareRuns(reference.folder, run)));
      if (problems.length === 0) {
        tally.count('runs equal to the last byte');
        await rm(run, { recursive: true });
      } else {
        const what = `${key}, ${fault} of rank ${victim} after ${moment} ms`;
        tally.fail(number, `${what}: ${problems.join('; ')}`);
      }
    }
  },
};

function forRanks({ config }: Setup): object {
  const { trainer, ...rest } = config as { trainer: object };
  return { ...rest, engine: 'native-cpu', trainer: { ...trainer, batchSize: BATCH_SIZE } };
}

async function trainUndisturbed(
  { name }: Setup,
  ranks: number,
  { folder, tally }: CampaignContext,
): Promise<Reference> {
  const run = join(folder, `undisturbed-${name}-${ranks}`);
  const ending = await contraseg(['train', `${name}.yaml`, '--out', run, '--processes', `${ranks}`], folder);
  tally.done(ending.ms, ending.memory, 0);
  if (ending.code !== 0) throw new Error(`the undisturbed run of ${ranks} ranks failed:\n${ending.stderr}`);
  return { folder: run, life: ending.ms };
}
