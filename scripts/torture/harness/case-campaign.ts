import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Campaign, caseNumbers } from './campaign.js';
import type { CaseSuite } from './case-suite.js';
import { Worker } from './worker.js';

/** A worker is replaced after so many cases, so that what one leaves behind cannot pile up unseen for ever. */
const CASES_PER_WORKER = 2000;

/** Runs the cases of a suite in worker processes, one at a time. */
export function caseCampaign(suite: CaseSuite): Campaign {
  return {
    name: suite.name,
    async run(context) {
      const { tally, seed } = context;
      let worker: Worker | undefined;
      let age = 0;
      for (const number of caseNumbers(context)) {
        if (!worker?.isAlive || age >= CASES_PER_WORKER) {
          await worker?.stop();
          const folder = join(context.folder, `worker-${number}`);
          await mkdir(folder, { recursive: true });
          worker = await Worker.start(suite, seed, folder);
          age = 0;
        }
        age++;
        const start = performance.now();
        const { cases, problems, kinds = [] } = await worker.run(number);
        tally.done(performance.now() - start, worker.memory, cases);
        for (const kind of kinds) tally.count(kind);
        for (const problem of problems) tally.fail(number, problem);
      }
      await worker?.stop();
      if (tally.failures.length === 0) await rm(context.folder, { recursive: true, force: true });
    },
  };
}
