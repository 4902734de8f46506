import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selectEngine } from '../src/core/engine/index.js';
import { listModels } from '../src/index.js';
import { type GoldenResult, modelsPage } from './models-page.js';

/*
 * Runs the tests that compare networks with what other packages computed, and writes docs/models.md of what they found:
 *   npm run --silent build && node dist/scripts/write-models.js
 */

const TESTS = [
  'dist/test/plugins/backbones/*/golden.test.js',
  'dist/test/plugins/backbones/inverted-residuals.test.js',
  'dist/test/zoo/heads.test.js',
];

const folder = await mkdtemp(join(tmpdir(), 'contraseg-golden-'));
const log = join(folder, 'results.jsonl');
try {
  const env = { ...process.env, CONTRASEG_GOLDEN_LOG: log };
  const { status } = spawnSync('npx', ['ava', ...TESTS], { env, stdio: 'inherit' });
  if (status !== 0) throw new Error('a network is not equal to its peer: docs/models.md stays as it was');
  const lines = (await readFile(log, 'utf8')).trim().split('\n');
  const results = lines.map((line) => JSON.parse(line) as GoldenResult);
  await selectEngine('cpu');
  await writeFile('docs/models.md', modelsPage(await listModels({ height: 512, width: 1024 }), results));
} finally {
  await rm(folder, { recursive: true });
}
