import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import YAML from 'yaml';
import { readConfig } from '../src/api/config.js';
import { train } from '../src/api/train.js';
import { TINY_CONFIG } from './helpers/config.js';
import { temporaryFolder } from './helpers/temporary-folder.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(([, body]) => body!);
}

test('the configuration with contrast is valid as it stands', async (t) => {
  const folder = temporaryFolder(t, { 'a.yaml': blocks('yaml')[0]! });
  const { config } = await readConfig({ config: join(folder, 'a.yaml') });
  t.deepEqual(
    config.losses.map(({ type }) => type),
    ['cross-entropy', 'pixel-contrast'],
  );
});

test.serial('the backbone trains as a plugin of its own', async (t) => {
  const plugin = blocks('ts').find((block) => block.includes('PlainBackbone'))!;
  const folder = temporaryFolder(t, {
    'plugin.ts': plugin,
    'a.yaml': YAML.stringify({
      ...TINY_CONFIG,
      plugins: ['./plugin.ts'],
      model: { backbone: { type: 'plain', channels: 6 }, head: { type: 'fcn', channels: 8 } },
    }),
  });
  const { iteration } = await train({ config: join(folder, 'a.yaml'), out: join(folder, 'run') });
  t.is(iteration, TINY_CONFIG.trainer.iterations);
});
