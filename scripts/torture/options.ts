import { parseArgs } from 'node:util';

export const HELP = `Kills trainings, fills disks, damages files and configurations, and checks that nothing is lost and nothing silent.
  --minutes <n>     how long in all (20)
  --short           half a minute: a few cases of each campaign
  --seed <n>        decides every draw (1)
  --only <names>    these campaigns alone, with commas between
  --case <n>        this case alone; give --only with it`;

export interface Options {
  readonly minutes: number;
  readonly seed: number;
  readonly only?: readonly string[];
  readonly case?: number;
  readonly help: boolean;
}

/** @throws Error that says what is wrong with an option */
export function readOptions(args: readonly string[], campaigns: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string' },
      short: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      only: { type: 'string' },
      case: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const minutes = Number(values.minutes ?? (values.short ? 0.5 : 20));
  const seed = Number(values.seed);
  const number = values.case === undefined ? undefined : Number(values.case);
  const only = values.only?.split(',');
  const unknown = only?.find((name) => !campaigns.includes(name));
  if (unknown) throw new Error(`no campaign is called "${unknown}"; there are ${campaigns.join(', ')}`);
  if (!(minutes > 0)) throw new Error('--minutes takes a number above 0');
  if (!Number.isSafeInteger(seed)) throw new Error('--seed takes a whole number');
  if (number !== undefined && !(Number.isSafeInteger(number) && number >= 0 && only?.length === 1)) {
    throw new Error('--case takes the number of a case, and --only its campaign');
  }
  return { minutes, seed, only, case: number, help: values.help };
}
