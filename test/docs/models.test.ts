import { readFileSync } from 'node:fs';
import test from 'ava';
import { modelsPage } from '../../scripts/models-page.js';
import { listModels } from '../../src/api/list-models.js';
import { useEngine } from '../helpers/engines.js';

test('docs/models.md lists the networks that there are; `node dist/scripts/write-models.js` writes it anew', async (t) => {
  await useEngine('cpu');
  const tables = (page: string) => page.split('## Equal to their peers')[0];
  const page = modelsPage(await listModels({ height: 512, width: 1024 }), []);
  t.is(tables(readFileSync('docs/models.md', 'utf8')), tables(page));
});
