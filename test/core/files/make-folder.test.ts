import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { ContrasegError } from '../../../src/core/errors/index.js';
import { makeFolder } from '../../../src/core/files/make-folder.js';
import { failEachCall, withFaults } from '../../helpers/faults.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

test.serial('folders are made with those above them, each is synced, and again is no error', async (t) => {
  const folder = join(temporaryFolder(t), 'a/b');
  const names: string[] = [];
  await withFaults({ onCall: (name) => names.push(name) }, () => makeFolder(folder));
  t.true(statSync(folder).isDirectory());
  t.is(names.filter((name) => name === 'sync').length, 2);
  await t.notThrowsAsync(makeFolder(folder));
});

test.serial('whichever call fails, the error names the folder', async (t) => {
  const root = temporaryFolder(t);
  const folder = join(root, 'a/b');
  const calls = await failEachCall(
    ['ENOSPC', 'EROFS'],
    {},
    () => makeFolder(folder),
    (error, fault) => {
      rmSync(join(root, 'a'), { recursive: true, force: true });
      if (error === undefined) return; // what failed was not needed
      t.is((error as ContrasegError).problems[0]!.file, folder, fault);
      t.regex(
        (error as Error).message,
        /the folder cannot be made: the (disk is full|file system is read-only)/,
        fault,
      );
    },
  );
  t.true(calls >= 9, `${calls} calls`);
});

test('a file in the place of the folder or of one above it is named as such', async (t) => {
  const file = join(temporaryFolder(t, { taken: '' }), 'taken');
  for (const path of [file, join(file, 'a/b')]) {
    const error = await t.throwsAsync(makeFolder(path), { instanceOf: ContrasegError });
    t.regex(error!.message, /a file is where the folder should be|a part of its path is a file/);
  }
});
