import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { readConfig } from '../../../src/api/config.js';
import { ContrasegError } from '../../../src/core/errors/index.js';
import { RandomStream } from '../../../src/core/random/random-stream.js';
import { hostileConfig } from '../../helpers/hostile-config.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

test('a hostile configuration is valid or a ContrasegError, within seconds, and pollutes nothing', async (t) => {
  const folder = temporaryFolder(t);
  const outcomes = { valid: 0, refused: 0 };
  const property = fc.asyncProperty(fc.noShrink(fc.integer()), async (seed) => {
    const stream = RandomStream.fromSeed(seed);
    const { config, yaml, set } = hostileConfig(() => stream.uniform());
    if (yaml !== undefined) writeFileSync(join(folder, 'hostile.yaml'), yaml);
    const start = performance.now();
    try {
      const loaded = await readConfig({ config: config ?? 'hostile.yaml', set, workingDirectory: folder });
      loaded.registry.dispose();
      outcomes.valid++;
    } catch (error) {
      if (!(error instanceof ContrasegError)) throw error;
      if (error.problems.some(({ message }) => message.length > 5000)) throw new Error('a message that nobody reads');
      outcomes.refused++;
    }
    if (performance.now() - start > 5000) throw new Error('too slow');
    if (Reflect.get({}, 'polluted') !== undefined) throw new Error('a prototype was polluted');
  });
  await fc.assert(property, { seed: 20211017, numRuns: 300 });
  t.true(outcomes.valid > 0 && outcomes.refused > outcomes.valid, JSON.stringify(outcomes));
});
