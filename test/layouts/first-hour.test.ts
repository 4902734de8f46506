import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { createProgram } from '../../src/cli/program.js';
import { captured } from '../helpers/captured.js';
import { LAYOUTS, writeLayout } from '../helpers/layouts.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

/** A network and an engine that are ready at once. */
const TINY = [
  'model.backbone={type: tiny, channels: [4, 8]}',
  'model.head={type: fcn, channels: 8}',
  'trainer.batchSize=2',
  'engine=wasm',
];

/** What a command prints, at most as much as fits a glance. */
async function run(...args: readonly string[]): Promise<string> {
  const lines = await captured(() => createProgram().parseAsync(['node', 'contraseg', ...args]));
  if (lines.length > 12) throw new Error(`${args.join(' ')} prints ${lines.length} lines:\n${lines.join('\n')}`);
  return lines.join('\n');
}

for (const layout of Object.keys(LAYOUTS)) {
  test.serial(`${layout}: init, at most one conversion, and a dry run works`, async (t) => {
    const folder = temporaryFolder(t);
    process.chdir(folder);
    const photos = await writeLayout(folder, layout);
    const found = await run('init', photos);
    t.snapshot(found, 'init');
    const convert = /contraseg (data convert \S+(?: --\S+)*) {2}then/.exec(found)?.[1];
    if (convert) t.snapshot(await run(...convert.split(' ')), 'convert');
    const dry = await run('train', '--dry-run', ...TINY.flatMap((set) => ['--set', set]));
    t.regex(dry, /^data +\d+ images, \d+ classes, every file read$/m);
    t.false(existsSync(join(folder, 'runs')));
  });
}

test.serial('the configuration says what it chose and why', async (t) => {
  const folder = temporaryFolder(t);
  process.chdir(folder);
  await run('init', await writeLayout(folder, 'masks of colours with a list'));
  t.snapshot(readFileSync(join(folder, 'contraseg.config.yaml'), 'utf8'));
  t.snapshot(readFileSync(join(folder, 'photos/classes.json'), 'utf8'));
});
