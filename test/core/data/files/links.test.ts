import { rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import type { ContrasegError } from '../../../../src/core/errors/index.js';
import { Folder } from '../../../../src/plugins/datasets/folder.js';
import { writeFolderSet } from '../../../helpers/folder-data.js';
import { temporaryFolder } from '../../../helpers/temporary-folder.js';

const folder = (root: string) => Folder.create({ root });

test('a split whose folders are symbolic links is a split like any other', async (t) => {
  const root = await writeFolderSet(join(temporaryFolder(t), 'data'), ['train', 'val'], 2);
  for (const part of ['images', 'labels']) {
    await rename(join(root, part, 'val'), join(root, `../${part}-elsewhere`));
    await symlink(`../../${part}-elsewhere`, join(root, part, 'val'));
  }
  const dataset = await folder(root).open();
  t.deepEqual(dataset.splits, ['train', 'val']);
  t.is((await dataset.split('val').sample(1)).id, 'val-1');
});

test('a link that leads nowhere is named, be it a split, an image or the class list', async (t) => {
  const root = await writeFolderSet(temporaryFolder(t), ['train'], 2);
  await symlink('gone', join(root, 'images/val'));
  await symlink('loop.jpg', join(root, 'images/train/loop.jpg'));
  await symlink('gone.png', join(root, 'labels/train/loop.png'));
  const layout = [
    ['CONTRASEG_MISSING_DATA', join(root, 'images/val')],
    ['CONTRASEG_MISSING_DATA', join(root, 'labels/val')],
  ];
  const error = await t.throwsAsync<ContrasegError>(folder(root).open());
  t.deepEqual(
    error!.problems.map(({ code, file }) => [code, file]),
    layout,
  );
  const dataset = await folder(root).open((problems) => {
    t.deepEqual(
      problems.map(({ code, file }) => [code, file]),
      layout,
    );
  });
  const found = await dataset.check!('train');
  t.deepEqual(
    found.map(({ code, file }) => [code, file]),
    [
      ['CONTRASEG_NOT_A_FILE', join(root, 'images/train/loop.jpg')],
      ['CONTRASEG_NOT_A_FILE', join(root, 'labels/train/loop.png')],
    ],
  );
  await rename(join(root, 'classes.json'), join(root, 'old.json'));
  await symlink('/dev/zero', join(root, 'classes.json'));
  await t.throwsAsync(folder(root).open(), { message: /classes\.json: .*it is a device/ });
});
