import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Campaign, type CampaignContext, caseNumbers, caseRandom, pick } from '../harness/campaign.js';
import { compareRuns } from '../harness/compare-runs.js';
import { ContrasegProcess } from '../harness/contraseg-process.js';
import { SETUPS, type Setup, writeSetups } from '../harness/setups.js';
import { drawDeath } from './death.js';
import { InterruptedRun } from './interrupted-run.js';
import { RunWatch } from './run-state.js';

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
      const path = join(folder, `run-${number}`);
      const replaces = random.uniform() < 0.25 ? reference.folder : undefined;
      if (replaces) await cp(replaces, path, { recursive: true });
      const run = new InterruptedRun({ setup, path, random, replaces, context });
      const most = 5 + random.integer(8);
      const problems = await run.finish((replacing) =>
        run.deaths.length < most && !context.isOver() ? drawDeath(random, reference.startUp, replacing) : undefined,
      );
      if (problems.length === 0) problems.push(...(await compareRuns(reference.folder, path)));
      if (problems.length === 0) {
        tally.count('runs equal to the last byte');
        await rm(path, { recursive: true });
      } else tally.fail(number, `${setup.name}: ${problems.join('; ')}\nafter ${run.deaths.join(', ')}`);
    }
  },
};

async function trainUninterrupted({ name }: Setup, { folder, tally }: CampaignContext): Promise<Reference> {
  const run = join(folder, `uninterrupted-${name}`);
  const watch = new RunWatch(run);
  const start = performance.now();
  const process = new ContrasegProcess(['train', `${name}.yaml`, '--out', run], folder);
  await watch.until(process, () => watch.hasStarted);
  const startUp = performance.now() - start;
  const ending = await process.ended;
  tally.done(ending.ms, ending.memory, 0);
  if (ending.code !== 0) throw new Error(`the uninterrupted run failed: ${process.command}\n${ending.stderr}`);
  return { folder: run, startUp };
}
