import { join } from 'node:path';
import test from 'ava';
import sharp from 'sharp';
import { readImage } from '../../../../src/core/data/files/image-file.js';
import { scanDataset } from '../../../../src/core/data/inspection/scan.js';
import { ContrasegError } from '../../../../src/core/errors/index.js';
import { Folder } from '../../../../src/plugins/datasets/folder.js';
import { writeFolderSet, writeMask } from '../../../helpers/folder-data.js';
import { temporaryFolder } from '../../../helpers/temporary-folder.js';

type Exif = 'refuse' | 'apply' | 'ignore';

const folder = (root: string, exif: Exif) => Folder.create({ exif, root });

const STORED = { width: 24, height: 16 };

/** Stored 24x16 with a red left edge; a viewer turns it to 16x24 with the red at the top. */
async function writeRotated(file: string): Promise<void> {
  const data = Uint8Array.from({ length: 24 * 16 * 3 }, (_, i) => (i % 3 === 0 && (i / 3) % 24 < 8 ? 255 : 0));
  await sharp(data, { raw: { ...STORED, channels: 3 } })
    .withMetadata({ orientation: 6 })
    .png()
    .toFile(file);
}

/** A set of four images, of which two are stored rotated; their masks are drawn as a viewer shows them. */
async function rotatedSet(root: string): Promise<string[]> {
  await writeFolderSet(root, ['train'], 4);
  const files = [1, 3].map((i) => join(root, `images/train/train-${i}.png`));
  for (const file of files) await writeRotated(file);
  for (const i of [1, 3]) {
    await writeMask(join(root, `labels/train/train-${i}.png`), { width: 16, height: 24 }, (p) => (p < 16 * 8 ? 1 : 0));
  }
  return files;
}

test('photos that are stored rotated are refused in one problem that names them and what their masks fit', async (t) => {
  const root = temporaryFolder(t);
  const files = await rotatedSet(root);
  const dataset = folder(root, 'refuse');
  const { problems } = await scanDataset(dataset);
  for (const found of [problems, await (await dataset.open()).check!('train')]) {
    const rotated = found.filter(({ code }) => code === 'CONTRASEG_EXIF_ROTATION');
    t.is(rotated.length, 1);
    t.regex(rotated[0]!.message, /^2 images are stored rotated/);
    for (const file of files) t.true(rotated[0]!.message.includes(file));
    t.regex(
      rotated[0]!.hint!,
      /data\.exif: apply, .*\n.*data\.exif: ignore, .*\n.* 2 masks fit what a viewer shows and 0 the/,
    );
  }
  t.deepEqual(
    problems.map(({ code }) => code),
    ['CONTRASEG_EXIF_ROTATION'],
    'sizes that differ by the rotation are no second problem',
  );
});

test('exif: apply turns the photo, so that it lies under a mask drawn on what a viewer shows', async (t) => {
  const root = temporaryFolder(t);
  await rotatedSet(root);
  const dataset = folder(root, 'apply');
  t.deepEqual(
    (await scanDataset(dataset)).problems.filter(({ code }) => code !== 'CONTRASEG_DUPLICATE_IMAGE'),
    [],
  );
  const { width, height, image, label } = await (await dataset.open()).split('train').sample(1);
  t.deepEqual([width, height], [16, 24]);
  for (const [i, value] of label.entries()) t.is(image[3 * i], value === 1 ? 255 : 0);
});

test('exif: ignore takes the stored pixels', async (t) => {
  const root = temporaryFolder(t);
  const [file] = await rotatedSet(root);
  await writeMask(join(root, 'labels/train/train-1.png'), STORED, () => 0);
  const dataset = await folder(root, 'ignore').open();
  const { width, image } = await dataset.split('train').sample(1);
  t.is(width, 24);
  t.deepEqual(image, (await readImage(file!)).data);
  const error = await t.throwsAsync<ContrasegError>(dataset.split('train').sample(3));
  t.is(error!.code, 'CONTRASEG_SIZES_DIFFER');
});

test('a mask of the stored size is told from one of the shown size', async (t) => {
  const root = temporaryFolder(t);
  await rotatedSet(root);
  await writeMask(join(root, 'labels/train/train-1.png'), STORED, () => 0);
  const dataset = await folder(root, 'refuse').open();
  const error = await t.throwsAsync<ContrasegError>(dataset.split('train').sample(1), { instanceOf: ContrasegError });
  t.regex(error!.message, /stored rotated by 90°[\s\S]*0 masks fit what a viewer shows and 1 the stored pixels/);
});
