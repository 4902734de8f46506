import { mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { encode } from 'fast-png';
import sharp from 'sharp';
import { ContrasegError, type Problem } from '../../../src/core/errors/index.js';
import { Folder } from '../../../src/plugins/datasets/folder.js';
import { CLASSES, writeFolderSet, writeImage, writeMask } from '../../helpers/folder-data.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const size = { width: 24, height: 16 };

/** As the registry builds it, with an absolute root. */
function folder(root: string): InstanceType<typeof Folder.component> {
  return Folder.create({ root });
}

test('a clean folder gives its classes, splits and samples', async (t) => {
  const dataset = await folder(await writeFolderSet(temporaryFolder(t), ['test', 'train', 'val'])).open();
  t.deepEqual(dataset.splits, ['train', 'val', 'test']);
  t.deepEqual(
    dataset.classes.map(({ name }) => name),
    CLASSES.classes.map(({ name }) => name),
  );
  const sample = await dataset.split('train').sample(1);
  t.is(sample.id, 'train-1');
  t.is(sample.image.length, 24 * 16 * 3);
  t.deepEqual([...sample.label.subarray(10, 14)], [(10 + 1) % 3, (11 + 1) % 3, 255, 255]);
  t.deepEqual(await dataset.check!('train'), []);
});

test('palette PNGs of any depth are read by index, not by colour', async (t) => {
  const root = await writeFolderSet(temporaryFolder(t), ['train'], 1);
  const indices = Uint8Array.from({ length: 24 * 16 }, (_, i) => i % 3);
  const raw = { width: 24, height: 16, channels: 3 } as const;
  const colours = Buffer.from(Array.from(indices, (i) => CLASSES.classes[i]!.color).flat());
  // libvips picks the smallest depth that holds the palette: 2 bits for three colours.
  const mask = join(root, 'labels/train/train-0.png');
  await sharp(colours, { raw }).png({ palette: true, colours: 4, dither: 0 }).toFile(mask);
  t.is((await readFile(mask))[24], 2);
  const dataset = await folder(root).open();
  const { label } = await dataset.split('train').sample(0);
  // libvips orders the palette as it likes; equal indices must stay equal and different ones different.
  t.is(new Set(Array.from(label, (value, i) => `${value}-${indices[i]}`)).size, 3);
});

test('a mask is decoded and converted once, then read from memory', async (t) => {
  const root = await writeFolderSet(temporaryFolder(t), ['train'], 1);
  const dataset = await folder(root).open();
  const first = await dataset.split('train').sample(0);
  await rm(join(root, 'labels/train/train-0.png'));
  t.deepEqual(await dataset.split('train').sample(0), first);
});

test('every damaged file is named, all at once', async (t) => {
  const root = await writeFolderSet(temporaryFolder(t), ['train'], 7);
  const mask = (i: number) => join(root, `labels/train/train-${i}.png`);
  await rm(mask(0));
  await writeMask(join(root, 'labels/train/lonely.png'), size, () => 0);
  await truncate(mask(1), (await readFile(mask(1))).length - 20);
  await writeFile(mask(2), encode({ ...size, data: new Uint16Array(24 * 16), channels: 1, depth: 16 }));
  await writeImage(mask(3), size);
  await writeMask(mask(4), size, (i) => (i < 5 ? 77 : 0));
  await writeMask(mask(5), { width: 12, height: 16 }, () => 0);
  const image = join(root, 'images/train/train-6.jpg');
  await truncate(image, (await readFile(image)).length - 30);
  await mkdir(join(root, 'images/val'));
  await mkdir(join(root, 'labels/val'));

  const error = await t.throwsAsync<ContrasegError>(folder(root).open(), { instanceOf: ContrasegError });
  const layout: Problem[] = [];
  const dataset = await folder(root).open((problems) => layout.push(...problems));
  t.deepEqual(layout, error!.problems);
  const found = [...layout, ...(await dataset.check!('train'))];
  t.snapshot(
    found
      .map(({ code, file, message, hint }) => `${code} ${file}: ${message}\n  ${hint}`.replaceAll(root, '<root>'))
      .join('\n'),
  );
  t.is(found.length, 9);
});

test('a missing folder says what belongs there', async (t) => {
  const error = await t.throwsAsync<ContrasegError>(folder('/nowhere').open());
  t.is(error!.code, 'CONTRASEG_MISSING_DATA');
});
