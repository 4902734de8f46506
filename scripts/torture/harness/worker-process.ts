import { suites } from '../cases/index.js';
import { caseRandom } from './campaign.js';
import type { CaseOutcome } from './case-suite.js';

/** The child's side of `Worker`: answers each number that it is sent with the outcome of that case. */
const [name, seed, folder] = process.argv.slice(2);
const suite = suites.find((candidate) => candidate.name === name)!;
const send = (outcome: CaseOutcome | 'ready') => process.send!(outcome);
const stray = (error: unknown) => send({ problems: [`nobody caught ${String(error)}`] });
process.on('unhandledRejection', stray);
process.on('uncaughtException', stray);

const run = await suite.open(folder!);
process.on('message', async (number: number) => {
  try {
    send(await run(caseRandom(Number(seed), suite.name, number)));
  } catch (error) {
    send({ problems: [error instanceof Error ? error.stack! : String(error)] });
  }
});
send('ready');
