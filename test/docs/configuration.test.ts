import { readFileSync } from 'node:fs';
import test from 'ava';
import { configReference } from '../../scripts/config-reference.js';

test('docs/configuration.md is what the schemas say; `npm run docs` writes it anew', async (t) => {
  t.is(readFileSync('docs/configuration.md', 'utf8'), await configReference());
});

test('every option of every component is described', async (t) => {
  const undescribed = (await configReference()).split('\n').filter((line) => /^\| `.*\| \|$|\| {2}\|$/.test(line));
  t.deepEqual(undescribed, []);
});
