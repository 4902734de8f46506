import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { train } from '../../../src/api/train.js';
import { ContrasegError } from '../../../src/core/errors/index.js';
import { RunDirectory } from '../../../src/core/run/directory.js';
import { type Faults, withFaults } from '../../../test/helpers/faults.js';
import { pick } from '../harness/campaign.js';
import type { OpenSuite } from '../harness/case-suite.js';
import { compareRuns } from '../harness/compare-runs.js';
import { shortConfig } from '../harness/setups.js';
import { attempt } from './errors.js';
import { trainHere } from './finished-run.js';

const CODES = ['ENOSPC', 'EIO', 'EDQUOT', 'EROFS', 'EACCES', 'EMFILE'];

/**
 * Trainings whose disk refuses one call or takes few bytes at a time: each ends well or with a clear error, and goes on to the
 * bytes of the run that met no fault.
 */
export const open: OpenSuite = async (folder) => {
  const config = shortConfig();
  const reference = await trainHere(folder, 'sound', { config });
  const stopped = await trainHere(folder, 'stopped', { config, stopAfter: 3 });
  const out = join(folder, 'faulty');
  const report = () => undefined;
  const go = () => train({ config, out, mode: new RunDirectory(out).resumable ? 'resume' : 'new', report });
  const start = (resumes: boolean) => (resumes ? cp(stopped, out, { recursive: true }) : undefined);
  const calls = new Map<boolean, number>();
  for (const resumes of [false, true]) {
    await start(resumes);
    calls.set(resumes, (await withFaults({}, go)).calls);
    await rm(out, { recursive: true });
  }
  return async (random) => {
    const resumes = random.uniform() < 0.4;
    const faults: Faults = {
      failAt: random.integer(calls.get(resumes)!),
      code: pick(random, CODES),
      shortWrites: random.uniform() < 0.4 ? 1 + random.integer(20_000) : undefined,
    };
    await start(resumes);
    let failed = 'none';
    const onCall = (name: string, n: number) => {
      if (n === faults.failAt) failed = name;
    };
    const { error } = await withFaults({ ...faults, onCall }, go);
    const what = `${resumes ? 'resume' : 'train'}, ${faults.code} at call ${faults.failAt} (${failed})`;
    const problems: string[] = [];
    if (error !== undefined && !(error instanceof ContrasegError)) {
      problems.push(`${what}: a raw error: ${(error as Error).stack?.split('\n').slice(0, 5).join('\n')}`);
    }
    const repaired = error === undefined ? { value: undefined } : await attempt(go);
    if (!('value' in repaired)) {
      problems.push(`${what}: it cannot go on: ${'raw' in repaired ? repaired.raw : repaired.refusal.message}`);
    } else problems.push(...(await compareRuns(reference, out)).map((difference) => `${what}: ${difference}`));
    await rm(out, { recursive: true, force: true });
    return { problems, kinds: [error === undefined ? 'got through' : 'refused'] };
  };
};
