import { fileURLToPath } from 'node:url';
import type { Sample } from './fit.js';
import { fitLink } from './fit.js';
import { timeReduces } from './reduce.js';
import { joinRanks, startRanks } from './start-ranks.js';

const SCRIPT = fileURLToPath(import.meta.url);

export async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--rank')) {
    console.log(JSON.stringify(timeReduces(await joinRanks())));
    process.exit(0);
  }
  const samples: Sample[] = [];
  for (const ranks of [2, 4]) samples.push(...(await startRanks<Sample[]>(ranks, SCRIPT, ['--rank', 'reduce'])));
  console.table(samples);
  console.log(fitLink(samples));
}

if (process.argv[1] === SCRIPT) await main(process.argv.slice(2));
