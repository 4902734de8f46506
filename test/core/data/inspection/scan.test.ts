import { copyFile, mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { encode } from 'fast-png';
import sharp from 'sharp';
import { formatScan } from '../../../../src/cli/tables/scan-report.js';
import { scanDataset } from '../../../../src/core/data/inspection/scan.js';
import { contactSheet } from '../../../../src/core/data/raster/contact-sheet.js';
import { Folder } from '../../../../src/plugins/datasets/folder.js';
import { Shapes } from '../../../../src/plugins/datasets/shapes.js';
import { writeFolderSet, writeImage, writeMask } from '../../../helpers/folder-data.js';
import { temporaryFolder } from '../../../helpers/temporary-folder.js';

const size = { width: 24, height: 16 };
const folder = (root: string) => Folder.create({ root });

test('twelve kinds of planted damage are found, each with the file that is to blame', async (t) => {
  const root = await writeFolderSet(temporaryFolder(t), ['train', 'test'], 10);
  const image = (i: number, split = 'train') => join(root, `images/${split}/${split}-${i}.${i % 2 ? 'png' : 'jpg'}`);
  const mask = (i: number, split = 'train') => join(root, `labels/${split}/${split}-${i}.png`);
  const cut = async (file: string, bytes: number) => truncate(file, (await readFile(file)).length - bytes);

  await rm(mask(0));
  await writeMask(mask(99), size, () => 0);
  await writeMask(mask(1), { width: 12, height: 16 }, () => 0);
  await cut(mask(2), 30);
  await writeFile(mask(3), encode({ ...size, data: new Uint16Array(24 * 16), channels: 1, depth: 16 }));
  await writeImage(mask(4), size);
  await writeMask(mask(5), size, (i) => (i < 4 ? 200 : 0));
  await cut(image(6), 40);
  await writeFile(image(7), '');
  await writeMask(mask(8), size, () => 255);
  await copyFile(image(9), image(1, 'test'));
  await mkdir(join(root, 'images/val'));
  await mkdir(join(root, 'labels/val'));

  const { problems, splits } = await scanDataset(folder(root));
  const found = problems.map(({ code, file }) => [code.replace('CONTRASEG_', ''), file?.slice(root.length + 1)]);
  const relative = (file: string) => file.slice(root.length + 1);
  t.deepEqual(found, [
    ['IMAGE_WITHOUT_MASK', relative(image(0))],
    ['MASK_WITHOUT_IMAGE', relative(mask(99))],
    ['EMPTY_SPLIT', 'images/val'],
    ['SIZES_DIFFER', relative(mask(1))],
    ['UNREADABLE_MASK', relative(mask(2))],
    ['MASK_NOT_INDEXED', relative(mask(3))],
    ['MASK_NOT_INDEXED', relative(mask(4))],
    ['STRAY_LABEL', relative(mask(5))],
    ['UNREADABLE_IMAGE', relative(image(6))],
    ['UNREADABLE_IMAGE', relative(image(7))],
    ['UNLABELLED_MASK', relative(image(8))],
    ['DUPLICATE_IMAGE', relative(image(1, 'test'))],
  ]);
  t.regex(problems.at(-1)!.message, /\(test\) has the same pixels as .*train-9\.png \(train\)/);
  t.deepEqual(
    splits.map(({ name, images }) => [name, images]),
    [
      ['train', 9],
      ['val', 0],
      ['test', 10],
    ],
  );
});

test('a class without a pixel in the training images is named', async (t) => {
  const root = await writeFolderSet(temporaryFolder(t), ['train'], 2);
  for (const i of [0, 1]) await writeMask(join(root, `labels/train/train-${i}.png`), size, (p) => p % 2);
  const { problems } = await scanDataset(folder(root));
  t.deepEqual(
    problems.map(({ message }) => message),
    ['no pixel of the split "train" is of class "car".'],
  );
});

test('a clean set has no problem, and its statistics are exact', async (t) => {
  const root = await writeFolderSet(temporaryFolder(t), ['train'], 3);
  const scan = await scanDataset(folder(root));
  t.deepEqual(scan.problems, []);
  t.deepEqual(scan.splits, [
    {
      name: 'train',
      images: 3,
      sizes: { '24x16': 3 },
      classPixels: [192, 192, 192],
      classImages: [3, 3, 3],
      ignoredPixels: 576,
    },
  ]);
  t.snapshot(formatScan(scan));
});

test('a contact sheet shows each image beside its mask, and a line with the classes', async (t) => {
  const dataset = await Shapes.create().open();
  const samples = await Promise.all([0, 1, 2, 3].map((i) => dataset.split('train').sample(i)));
  const { width, height, channels } = await sharp(await contactSheet(samples, dataset.classes, 3)).metadata();
  t.deepEqual([width, height, channels], [6 * 206 + 6, 2 * 206 + 6 + 34, 3]);
});
