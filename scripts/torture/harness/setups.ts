import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import YAML from 'yaml';
import { TINY_CONTRAST_CONFIG } from '../../../test/helpers/config.js';

export const ITERATIONS = 36;
export const EVALUATE_EVERY = 6;

/** A training that is small and has everything that a checkpoint must hold. */
export interface Setup {
  readonly name: string;
  readonly config: object;
}

const base = (checkpointEvery: number) => ({
  ...TINY_CONTRAST_CONFIG,
  engine: 'auto',
  threads: 1,
  transforms: [{ type: 'random-scale-crop', height: 32, width: 32 }, { type: 'random-flip' }, { type: 'photometric' }],
  trainer: {
    ...TINY_CONTRAST_CONFIG.trainer,
    iterations: ITERATIONS,
    evaluateEvery: EVALUATE_EVERY,
    checkpointEvery,
    overlays: 1,
  },
});

/** Both optimizers, both banks, transforms, and a hook that counts evaluations. */
export const SETUPS: readonly Setup[] = [
  { name: 'sgd', config: base(1) },
  {
    name: 'adam',
    config: {
      ...base(2),
      optimizer: { type: 'adam', learningRate: 0.01 },
      hooks: [{ type: 'early-stop', patience: 4 }],
    },
  },
];

/** The first of them with so few steps that hundreds of such trainings can be tried. */
export function shortConfig(): object {
  const config = base(1);
  return { ...config, trainer: { ...config.trainer, iterations: 6, evaluateEvery: 3 } };
}

/** Writes `<name>.yaml` of each setup into a folder. */
export async function writeSetups(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, config } of SETUPS) await writeFile(join(folder, `${name}.yaml`), YAML.stringify(config));
}
