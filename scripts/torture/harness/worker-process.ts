import { caseRandom } from './campaign.js';
import type { CaseOutcome, OpenSuite } from './case-suite.js';

/** The child's side of `Worker`: answers each number that it is sent with the outcome of that case. */
const [name, module, seed, folder] = process.argv.slice(2) as [string, string, string, string];
const send = (outcome: CaseOutcome | 'ready') => process.send!(outcome);
const stray = (error: unknown) => send({ problems: [`nobody caught ${String(error)}`] });
process.on('unhandledRejection', stray);
process.on('uncaughtException', stray);

const { open } = (await import(module)) as { open: OpenSuite };
const run = await open(folder);
process.on('message', async (number: number) => {
  try {
    send(await run(caseRandom(Number(seed), name, number)));
  } catch (error) {
    send({ problems: [error instanceof Error ? error.stack! : String(error)] });
  }
});
send('ready');
