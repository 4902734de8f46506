import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { initFolder } from '../../src/api/init-folder.js';
import { writeLayout } from '../helpers/layouts.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

test('masks that lie a folder deeper, beside boxes and the notes of another system, are found as the Pets have them', async (t) => {
  const folder = temporaryFolder(t);
  const photos = join(folder, await writeLayout(folder, 'images and masks, flat'));
  await mkdir(join(photos, 'annotations/xmls'), { recursive: true });
  await rename(join(photos, 'masks'), join(photos, 'annotations/trimaps'));
  writeFileSync(join(photos, 'annotations/trimaps/._p0.png'), 'a resource fork');
  writeFileSync(join(photos, 'annotations/xmls/p0.xml'), '<annotation/>');
  writeFileSync(join(photos, 'annotations/README'), 'values');
  const { found } = await initFolder({ folder: photos, out: join(folder, 'a.yaml') });
  t.is(found[0], 'found    images/ and annotations/trimaps/: 10 images with masks');
  const lines = readFileSync(join(photos, 'splits/val.txt'), 'utf8').trim().split('\n');
  t.true(lines.every((line) => /^images\/(p\d)\.jpg\tannotations\/trimaps\/\1\.png$/.test(line)));
});
