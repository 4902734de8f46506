import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../../src/api/config.js';
import { hostileConfig } from '../../../test/helpers/hostile-config.js';
import type { OpenSuite } from '../harness/case-suite.js';
import { attempt } from './errors.js';

/** Characters that somebody may still want to read. */
const LONGEST_ERROR = 20_000;

/** Hostile configurations: each is valid or refused with a ContrasegError, and leaves the process as it was. */
export const open: OpenSuite = async (folder) => {
  const file = join(folder, 'hostile.yaml');
  const prototypes = [Object.prototype, Array.prototype, Function.prototype, String.prototype];
  const shape = () => prototypes.map((prototype) => Reflect.ownKeys(prototype).length).join();
  const clean = shape();
  return async (random) => {
    const { config, yaml, set } = hostileConfig(() => random.uniform());
    if (yaml !== undefined) writeFileSync(file, yaml);
    const tried = await attempt(async () => {
      const { registry } = await readConfig({ config: yaml === undefined ? config : file, set });
      registry.dispose();
    });
    const problems: string[] = [];
    if ('raw' in tried) problems.push(`a raw error: ${tried.raw}`);
    if ('refusal' in tried && tried.refusal.message.length > LONGEST_ERROR) {
      problems.push(`an error of ${tried.refusal.message.length} characters`);
    }
    if (shape() !== clean) problems.push('a built-in prototype has changed');
    rmSync(file, { force: true });
    return { problems, kinds: ['value' in tried ? 'valid' : 'refused'] };
  };
};
