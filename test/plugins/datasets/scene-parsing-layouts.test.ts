import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { ContrasegError } from '../../../src/core/errors/index.js';
import type { OpenDataset } from '../../../src/core/interfaces/dataset.js';
import { Ade20k } from '../../../src/plugins/datasets/ade20k.js';
import { CocoStuff } from '../../../src/plugins/datasets/coco-stuff.js';
import { PascalContext } from '../../../src/plugins/datasets/pascal-context.js';
import { writeImage, writeMask } from '../../helpers/folder-data.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const size = { width: 100, height: 2 };

const firstLabels = async (dataset: OpenDataset, split: string) => [...(await dataset.split(split).sample(0)).label];

async function codesOf(t: ExecutionContext, opening: Promise<OpenDataset>): Promise<string[]> {
  const error = await t.throwsAsync<ContrasegError>(opening);
  return error!.problems.map(({ code }) => code);
}

test('ADE20K: 0 is ignored, 1 to 150 become 0 to 149', async (t) => {
  const root = temporaryFolder(t);
  for (const [folder, id] of [
    ['training', 'ADE_train_00000001'],
    ['validation', 'ADE_val_00000001'],
  ] as const) {
    await writeImage(join(root, 'images', folder, `${id}.jpg`), size);
    await writeMask(join(root, 'annotations', folder, `${id}.png`), size, (i) => i % 151);
  }
  const dataset = await Ade20k.create({ root }).open();
  t.deepEqual(dataset.splits, ['train', 'val']);
  t.is(dataset.classes.length, 150);
  t.deepEqual(dataset.classes[7], { name: 'bed', color: [204, 5, 255] });
  t.deepEqual(dataset.classes[149], { name: 'flag', color: [92, 0, 255] });
  t.deepEqual(
    await firstLabels(dataset, 'val'),
    Array.from({ length: 200 }, (_, i) => (i % 151 === 0 ? 255 : (i % 151) - 1)),
  );
  t.deepEqual(await dataset.check!('train'), []);
  await writeMask(join(root, 'annotations/training/ADE_train_00000001.png'), size, () => 151);
  const damaged = await Ade20k.create({ root }).open();
  t.is((await damaged.check!('train'))[0]!.code, 'CONTRASEG_STRAY_LABEL');
});

test('PASCAL-Context: 59 classes without the background, 60 with it, lists make the splits', async (t) => {
  const root = temporaryFolder(t);
  await mkdir(join(root, 'ImageSets/SegmentationContext'), { recursive: true });
  for (const id of ['2008_000002', '2008_000003', '2008_000004']) {
    await writeImage(join(root, 'JPEGImages', `${id}.jpg`), size);
  }
  for (const id of ['2008_000002', '2008_000003']) {
    await writeMask(join(root, 'SegmentationClassContext', `${id}.png`), size, (i) => i % 60);
  }
  await writeFile(join(root, 'ImageSets/SegmentationContext/train.txt'), '2008_000003\n');
  await writeFile(join(root, 'ImageSets/SegmentationContext/val.txt'), '2008_000002\n');
  const values = Array.from({ length: 200 }, (_, i) => i % 60);

  const without = await PascalContext.create({ root }).open();
  t.is(without.classes.length, 59);
  t.deepEqual(without.classes[0], { name: 'aeroplane', color: [180, 120, 120] });
  t.deepEqual(
    await firstLabels(without, 'train'),
    values.map((value) => (value === 0 ? 255 : value - 1)),
  );
  const all = await PascalContext.create({ root, background: true }).open();
  t.is(all.classes.length, 60);
  t.is(all.classes[0]!.name, 'background');
  t.deepEqual(await firstLabels(all, 'val'), values);

  await writeFile(join(root, 'ImageSets/SegmentationContext/val.txt'), '2008_000002\n2008_000004\n2008_000009\n');
  t.deepEqual(await codesOf(t, PascalContext.create({ root }).open()), [
    'CONTRASEG_IMAGE_WITHOUT_MASK',
    'CONTRASEG_IMAGE_WITHOUT_MASK',
  ]);
});

/** COCO ids that no class has, of 1 to 182. */
const UNUSED_IDS = [12, 26, 29, 30, 45, 66, 68, 69, 71, 83, 91];

test('COCO-Stuff: ids minus 1 become 171 classes, ids without a class are ignored', async (t) => {
  const root = temporaryFolder(t);
  for (const [folder, id] of [
    ['train2017', '000000000009'],
    ['val2017', '000000000139'],
  ] as const) {
    await writeImage(join(root, 'images', folder, `${id}.jpg`), size);
    await writeMask(join(root, 'annotations', folder, `${id}.png`), size, (i) => (i < 182 ? i : 255));
    await writeMask(join(root, 'annotations', folder, `${id}_labelTrainIds.png`), size, () => 0);
  }
  const dataset = await CocoStuff.create({ root }).open();
  const used = Array.from({ length: 182 }, (_, i) => i + 1).filter((id) => !UNUSED_IDS.includes(id));
  const expected = Array.from({ length: 200 }, (_, i) => (used.includes(i + 1) ? used.indexOf(i + 1) : 255));
  t.deepEqual(await firstLabels(dataset, 'train'), expected);
  t.is(dataset.classes.length, 171);
  const names = ['person', 'toothbrush', 'banner', 'wood'].map((name) =>
    dataset.classes.findIndex((info) => info.name === name),
  );
  t.deepEqual(names, [0, 79, 80, 170]);
  t.deepEqual(await dataset.check!('val'), []);

  await rm(join(root, 'annotations/val2017'), { recursive: true });
  t.deepEqual(await codesOf(t, CocoStuff.create({ root }).open()), ['CONTRASEG_MISSING_DATA']);
});

test('missing data: every set names the folders and says what to download', async (t) => {
  const root = temporaryFolder(t);
  for (const dataset of [Ade20k, PascalContext, CocoStuff]) {
    const error = await t.throwsAsync<ContrasegError>(dataset.create({ root }).open());
    t.is(error!.code, 'CONTRASEG_MISSING_DATA');
    t.snapshot(error!.message.replaceAll(root, '<root>'), dataset.component.name);
  }
});
