import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { RunDirectory } from '../../../src/core/run/directory.js';
import { setAside, settleReplaced } from '../../../src/core/run/replaced.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

function write(directory: RunDirectory, text: string): void {
  mkdirSync(directory.checkpoints, { recursive: true });
  mkdirSync(directory.overlays, { recursive: true });
  const files = [directory.config, directory.log, directory.metadata, directory.lastCheckpoint];
  for (const file of [...files, directory.bestCheckpoint, join(directory.overlays, 'a.png')]) writeFileSync(file, text);
}

function files(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    entries.map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      return [file.slice(folder.length + 1), readFileSync(file, 'utf8')];
    }),
  );
}

function oldRun(t: ExecutionContext): { directory: RunDirectory; before: Record<string, string> } {
  const directory = new RunDirectory(join(temporaryFolder(t), 'run'));
  write(directory, 'old');
  writeFileSync(join(directory.path, 'notes.txt'), 'mine');
  return { directory, before: files(directory.path) };
}

test('a run that was set aside comes back whole where the new one has no checkpoint', async (t) => {
  const { directory, before } = oldRun(t);
  await setAside(directory);
  t.deepEqual(readdirSync(directory.path).sort(), ['notes.txt', 'replaced']);
  await directory.create();
  writeFileSync(directory.config, 'new');
  writeFileSync(directory.log, 'new');
  mkdirSync(directory.overlays);
  writeFileSync(join(directory.overlays, 'b.png'), 'new');
  t.is(await settleReplaced(directory), 'restored');
  t.deepEqual(files(directory.path), before);
});

test('a run that was stopped early, with neither overlays nor checkpoints, can be set aside too', async (t) => {
  const directory = new RunDirectory(join(temporaryFolder(t), 'run'));
  await directory.create();
  writeFileSync(directory.config, 'old');
  rmSync(directory.checkpoints, { recursive: true });
  await setAside(directory);
  t.deepEqual(readdirSync(directory.path), ['replaced']);
});

test('it goes once the new one has its first checkpoint', async (t) => {
  const { directory } = oldRun(t);
  await setAside(directory);
  write(directory, 'new');
  t.is(await settleReplaced(directory), 'removed');
  t.true(
    Object.entries(files(directory.path)).every(([name, text]) => text === (name === 'notes.txt' ? 'mine' : 'new')),
  );
  t.is(await settleReplaced(directory), undefined);
});

test('wherever the moving was cut off, there and back, the old run comes back whole', async (t) => {
  const { directory, before } = oldRun(t);
  await setAside(directory);
  const order = [directory.checkpoints, ...directory.contents.filter((path) => path !== directory.checkpoints)];
  for (let moved = 0; moved <= order.length; moved++) {
    const copy = new RunDirectory(join(temporaryFolder(t), 'run'));
    cpSync(directory.path, copy.path, { recursive: true });
    // The last ones to go were not moved yet, or are back already: the two look the same.
    for (const path of order.slice(moved)) {
      const name = basename(path);
      renameSync(join(copy.replaced, name), join(copy.path, name));
    }
    await settleReplaced(copy);
    t.deepEqual(files(copy.path), before, `${moved} moved`);
    t.false(existsSync(copy.replaced));
  }
});
