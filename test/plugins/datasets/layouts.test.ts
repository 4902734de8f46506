import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { encode } from 'fast-png';
import type { ContrasegError } from '../../../src/core/errors/index.js';
import type { OpenDataset } from '../../../src/core/interfaces/dataset.js';
import { Camvid } from '../../../src/plugins/datasets/camvid.js';
import { Cityscapes } from '../../../src/plugins/datasets/cityscapes.js';
import { Voc } from '../../../src/plugins/datasets/voc.js';
import { writeImage, writeMask } from '../../helpers/folder-data.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const size = { width: 40, height: 2 };

async function firstLabels(dataset: OpenDataset, split: string): Promise<number[]> {
  return [...(await dataset.split(split).sample(0)).label];
}

test('Cityscapes: 34 label ids become 19 classes, everything else is ignored', async (t) => {
  const root = temporaryFolder(t);
  for (const [split, city] of [
    ['train', 'aachen'],
    ['train', 'ulm'],
    ['val', 'lindau'],
  ] as const) {
    const stem = join(split, city, `${city}_000000_000019`);
    await writeImage(join(root, 'leftImg8bit', `${stem}_leftImg8bit.png`), size);
    await writeMask(join(root, 'gtFine', `${stem}_gtFine_labelIds.png`), size, (i) => i % 34);
    await writeMask(join(root, 'gtFine', `${stem}_gtFine_instanceIds.png`), size, () => 99);
  }
  const dataset = await Cityscapes.create({ root }).open();
  const labels = await firstLabels(dataset, 'train');
  // cityscapesScripts' id -> trainId.
  const trainIds = [
    ...[255, 255, 255, 255, 255, 255, 255, 0, 1, 255, 255, 2, 3, 4, 255, 255, 255, 5, 255, 6, 7, 8, 9, 10, 11, 12, 13],
    ...[14, 15, 255, 255, 16, 17, 18],
  ];
  t.deepEqual(labels.slice(0, 34), trainIds);
  t.deepEqual(dataset.splits, ['train', 'val']);
  t.is(dataset.split('train').size, 2);
  t.is(dataset.classes.length, 19);
  t.deepEqual(await dataset.check!('train'), []);

  await rm(join(root, 'gtFine/train/ulm/ulm_000000_000019_gtFine_labelIds.png'));
  await writeMask(join(root, 'gtFine/val/lindau/other_gtFine_labelIds.png'), size, () => 0);
  const error = await t.throwsAsync<ContrasegError>(Cityscapes.create({ root }).open());
  t.deepEqual(
    error!.problems.map(({ code }) => code),
    ['CONTRASEG_IMAGE_WITHOUT_MASK', 'CONTRASEG_EMPTY_SPLIT', 'CONTRASEG_MASK_WITHOUT_IMAGE'],
  );
  t.regex(error!.problems[2]!.message, /val\/lindau\/other_leftImg8bit\.png/);
});

test('PASCAL VOC: palette masks are read by index, seams are ignored, lists make the splits', async (t) => {
  const root = temporaryFolder(t);
  await mkdir(join(root, 'ImageSets/Segmentation'), { recursive: true });
  await mkdir(join(root, 'SegmentationClass'), { recursive: true });
  const palette = Array.from({ length: 256 }, (_, i) => [255 - i, 7, 7]);
  const data = Uint8Array.from({ length: 80 }, (_, i) => (i % 22 === 21 ? 255 : i % 22));
  for (const id of ['2007_000032', '2007_000033', '2007_000039']) {
    await writeImage(join(root, 'JPEGImages', `${id}.jpg`), size);
    await writeFile(join(root, 'SegmentationClass', `${id}.png`), encode({ ...size, data, channels: 1, palette }));
  }
  await writeFile(join(root, 'ImageSets/Segmentation/train.txt'), '2007_000032\n2007_000039\n');
  await writeFile(join(root, 'ImageSets/Segmentation/val.txt'), '2007_000033\n');
  const dataset = await Voc.create({ root }).open();
  t.deepEqual(await firstLabels(dataset, 'train'), [...data]);
  t.is(dataset.split('train').size, 2);
  t.is(dataset.classes.length, 21);
  t.deepEqual(dataset.classes[15], { name: 'person', color: [192, 128, 128] });
  t.deepEqual(await dataset.check!('val'), []);
});

test('CamVid: both layouts give the same labels', async (t) => {
  const roots = [temporaryFolder(t), temporaryFolder(t)] as const;
  for (const split of ['train', 'val', 'test']) {
    await writeImage(join(roots[0], split, 'a.png'), size);
    await writeMask(join(roots[0], `${split}annot`, 'a.png'), size, (i) => i % 12);
    await writeImage(join(roots[1], 'images', split, 'a.png'), size);
    await writeMask(join(roots[1], 'labels', split, 'a.png'), size, (i) => (i % 12 === 11 ? 255 : i % 12));
  }
  const expected = Array.from({ length: 80 }, (_, i) => (i % 12 === 11 ? 255 : i % 12));
  for (const root of roots) t.deepEqual(await firstLabels(await Camvid.create({ root }).open(), 'test'), expected);
});

test('missing data: every set says what to download and where it goes', async (t) => {
  const root = temporaryFolder(t);
  for (const dataset of [Cityscapes, Voc, Camvid]) {
    const error = await t.throwsAsync<ContrasegError>(dataset.create({ root }).open());
    t.is(error!.code, 'CONTRASEG_MISSING_DATA');
    t.snapshot(error!.message.replaceAll(root, '<root>'), dataset.component.name);
  }
});

test('the real CamVid, where it is at hand, has 367, 101 and 233 images', async (t) => {
  const root = '../shared/data/camvid';
  if (!existsSync(root)) {
    t.log(`skipped: no ${root}`);
    return t.pass();
  }
  const dataset = await Camvid.create({ root }).open();
  t.deepEqual(
    dataset.splits.map((name) => dataset.split(name).size),
    [367, 101, 233],
  );
});
