import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import sharp from 'sharp';
import { readImage } from '../../../../src/core/data/files/image-file.js';
import { readIndexPng } from '../../../../src/core/data/files/index-png.js';
import { scanDataset } from '../../../../src/core/data/inspection/scan.js';
import { ContrasegError } from '../../../../src/core/errors/index.js';
import { RandomStream } from '../../../../src/core/random/random-stream.js';
import { Folder } from '../../../../src/plugins/datasets/folder.js';
import { damagedImage, everyDamage, writeDamaged } from '../../../helpers/damaged-images.js';
import { writeFolderSet } from '../../../helpers/folder-data.js';
import { temporaryFolder } from '../../../helpers/temporary-folder.js';

/** A pipe that is opened waits for ever; so does a reader of /dev/zero. */
const SECONDS = 2;

for (const role of ['image', 'mask'] as const) {
  test(`every kind of damaged ${role} is read or refused as it should be, soon, with its name`, async (t) => {
    const random = RandomStream.fromSeed(17);
    for (let round = 0; round < 3; round++) {
      const folder = temporaryFolder(t);
      for (const [i, damaged] of (await everyDamage(random, role)).entries()) {
        const own = join(folder, `${i}`);
        mkdirSync(own);
        const file = await writeDamaged(own, damaged);
        const start = performance.now();
        const error = await (role === 'image' ? readImage(file) : readIndexPng(file)).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        t.true(performance.now() - start < 1000 * SECONDS, damaged.what);
        if (error !== undefined) {
          t.true(error instanceof ContrasegError, `${damaged.what}: ${error}`);
          t.true((error as ContrasegError).problems.every((problem) => problem.file === file));
        }
        if (damaged.verdict === 'read') t.is(error, undefined, `${damaged.what}: ${error}`);
        if (damaged.verdict === 'refused') t.not(error, undefined, damaged.what);
      }
    }
  });
}

test('what a file is, and what mends it, is told correctly', async (t) => {
  const folder = temporaryFolder(t);
  const images = await everyDamage(RandomStream.fromSeed(3), 'image');
  const messages = new Map<string, string>();
  for (const [i, damaged] of images.entries()) {
    const file = await writeDamaged(folder, damaged, `${i}-${damaged.name}`);
    await readImage(file).catch((error: Error) => messages.set(damaged.what, error.message));
  }
  t.regex(messages.get('a BMP')!, /it is a BMP\.\n {2}convert it to PNG or JPEG/);
  t.regex(messages.get('a folder')!, /CONTRASEG_NOT_A_FILE .*it is a folder/);
  t.regex(messages.get('a FIFO')!, /it is a pipe \(FIFO\)/);
  t.regex(messages.get('a link to /dev/zero')!, /it is a device/);
  t.regex(messages.get('a broken link')!, /its link leads to nothing: no-such-file\.jpg/);
  t.regex(messages.get('a truncated JPEG')!, /JPEG is truncated or damaged|not an image/);
  t.regex(messages.get('text under .jpg')!, /it is not an image/);
  t.regex(
    messages.get('a PNG that claims a huge size')!,
    /CONTRASEG_TOO_MANY_PIXELS .*at most 268 million are decoded/,
  );
  await t.throwsAsync(readImage(join(folder, 'nowhere.jpg')), { message: /nothing is there/ });
});

test('data check names every damaged file of a folder and goes on', async (t) => {
  const root = await writeFolderSet(temporaryFolder(t), ['train'], 4);
  const random = RandomStream.fromSeed(8);
  const planted: string[] = [];
  for (let i = 0; planted.length < 12; i++) {
    const damaged = await damagedImage(random);
    if (damaged.verdict !== 'refused' || damaged.special === 'folder' || damaged.name.endsWith('.bmp')) continue;
    const file = await writeDamaged(join(root, 'images/train'), damaged, `planted-${i}-${damaged.name}`);
    const mask = { name: '', what: '', verdict: 'read', link: join(root, 'labels/train/train-0.png') } as const;
    await writeDamaged(join(root, 'labels/train'), mask, `planted-${i}-${damaged.name.replace(/\.\w+$/, '.png')}`);
    planted.push(file);
  }
  const { problems } = await scanDataset(Folder.create({ root }));
  t.deepEqual(problems.map(({ file }) => file).sort(), planted.sort());
});

test('a picture that was written anew under its old name is read as it is now', async (t) => {
  for (const format of ['webp', 'png', 'jpeg', 'tiff'] as const) {
    const file = join(temporaryFolder(t), `frame.${format}`);
    for (const grey of [10, 200]) {
      const background = { r: grey, g: grey, b: grey };
      const picture = sharp({ create: { width: 24, height: 16, channels: 3, background } });
      writeFileSync(file, await picture.toFormat(format).toBuffer());
      t.true(Math.abs((await readImage(file)).data[0]! - grey) < 3, `${format}: ${grey}`);
    }
  }
});
