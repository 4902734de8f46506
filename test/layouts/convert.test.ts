import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { convertData } from '../../src/api/convert-data.js';
import { initFolder } from '../../src/api/init-folder.js';
import { readIndexPng } from '../../src/core/data/files/index-png.js';
import { ContrasegError } from '../../src/core/errors/index.js';
import { drawOutlines } from '../../src/layouts/masks/draw-outlines.js';
import { demoSamples, writeLayout } from '../helpers/layouts.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

test('colours become the very labels that they were made of, in every split', async (t) => {
  const folder = temporaryFolder(t);
  await writeLayout(folder, 'masks of colours with a list');
  const out = join(folder, 'indexed');
  const { images, classes, undecided } = await convertData({ folder: join(folder, 'photos'), out });
  t.is(images, 10);
  t.deepEqual(undecided, {});
  const samples = await demoSamples;
  for (const [i, sample] of samples.entries()) {
    const split = ['train', 'val'].find((name) => existsSync(join(out, 'labels', name, `p${i}.png`)))!;
    t.deepEqual((await readIndexPng(join(out, 'labels', split, `p${i}.png`))).data, sample.label);
    t.true(existsSync(join(out, 'images', split, `p${i}.jpg`)));
  }
  const expected = classes.map((_, c) => samples.flatMap(({ label }) => [...label]).filter((v) => v === c).length);
  t.deepEqual(
    classes.map(({ pixels }) => pixels),
    expected,
  );
});

test('an interrupted conversion goes on where it was; another one does not mix with it', async (t) => {
  const folder = temporaryFolder(t);
  await writeLayout(folder, 'COCO polygons');
  const options = { folder: join(folder, 'photos'), out: join(folder, 'out') };
  const first = await convertData(options);
  const kept = join(options.out, 'labels/train', readdirSync(join(options.out, 'labels/train'))[0]!);
  const time = statSync(kept).mtimeMs;
  await rm(join(options.out, 'labels/val'), { recursive: true });
  const second = await convertData(options);
  t.is(second.before, 8);
  t.deepEqual(second.classes, first.classes);
  t.is(statSync(kept).mtimeMs, time);
  const error = await t.throwsAsync(convertData({ ...options, valShare: 0.5 }), { instanceOf: ContrasegError });
  t.is(error!.code, 'CONTRASEG_OTHER_CONVERSION');
});

test('JPEG masks are refused unless each pixel is to be given to the nearest class', async (t) => {
  const folder = temporaryFolder(t);
  await writeLayout(folder, 'JPEG masks');
  const options = { folder: join(folder, 'photos'), out: join(folder, 'out') };
  const error = await t.throwsAsync(convertData(options), { instanceOf: ContrasegError });
  t.is(error!.code, 'CONTRASEG_LOSSY_MASKS');
  t.false(existsSync(options.out));
  const { classes, ignoredPixels } = await convertData({ ...options, nearestColor: true });
  const object = (await demoSamples).flatMap(({ label }) => [...label]).filter((value) => value > 2).length;
  t.is(ignoredPixels, 0);
  t.true(Math.abs(classes[1]!.pixels - object) < 0.02 * object, `${classes[1]!.pixels} of ${object}`);
});

test('what is of no class is counted by its colour and ignored', async (t) => {
  const folder = temporaryFolder(t);
  await writeLayout(folder, 'masks of colours with a list');
  const root = join(folder, 'photos');
  const known = [
    [0, 0, 0],
    [128, 0, 0],
    [0, 128, 0],
    [128, 128, 0],
  ];
  const classes = known.map((color, i) => ({ name: `c${i}`, color }));
  writeFileSync(join(root, 'classes.json'), JSON.stringify({ classes, ignore: [[0, 0, 128]] }));
  const ignored = await convertData({ folder: root, out: join(folder, 'a') });
  t.true(ignored.ignoredPixels > 0);
  t.deepEqual(ignored.undecided, {}, 'the list says that they are to be ignored');
  writeFileSync(join(root, 'classes.json'), JSON.stringify({ classes: classes.slice(0, 3), ignore: [[0, 0, 128]] }));
  const { classes: proposed } = await convertData({ folder: root, out: join(folder, 'b') });
  t.deepEqual(
    proposed.map(({ name }) => name),
    ['c0', 'c1', 'c2', 'color-808000'],
    'a colour beyond the list is proposed',
  );
});

test('a broken mask is named, and the others are converted', async (t) => {
  const folder = temporaryFolder(t);
  await writeLayout(folder, 'grey masks stored as colours');
  writeFileSync(join(folder, 'photos/masks/p3.png'), 'no picture');
  const { problems, images, classes } = await convertData({
    folder: join(folder, 'photos'),
    out: join(folder, 'out'),
  });
  t.deepEqual(
    problems.map(({ code, file }) => [code, file]),
    [['CONTRASEG_UNREADABLE_IMAGE', join(folder, 'photos/masks/p3.png')]],
  );
  t.is(images, 10);
  t.is(
    classes.reduce((sum, { pixels }) => sum + pixels, 0),
    9 * 64 * 64,
  );
});

test('outlines are filled without smoothing, small ones over large ones, holes left open', async (t) => {
  const square = (l: number, r: number): [number, number][] => [
    [l, l],
    [r, l],
    [r, r],
    [l, r],
  ];
  const outlines = [
    { className: 'small', rings: [square(8, 12)] },
    { className: 'large', rings: [square(2, 18), square(4, 6)] },
  ];
  const labels = await drawOutlines(
    outlines,
    { width: 20, height: 20 },
    new Map([
      ['small', 2],
      ['large', 1],
    ]),
  );
  const inside = (at: number, l: number, r: number) => at >= l && at < r;
  const box = (i: number, l: number, r: number) => inside(i % 20, l, r) && inside(Math.floor(i / 20), l, r);
  const expected = Uint8Array.from({ length: 400 }, (_, i) => {
    if (box(i, 8, 12)) return 2;
    return box(i, 2, 18) && !box(i, 4, 6) ? 1 : 0;
  });
  t.deepEqual(new Uint8Array(labels), expected);
});

test('init leaves what is there alone: images, a class list, a configuration', async (t) => {
  const folder = temporaryFolder(t);
  const photos = join(folder, await writeLayout(folder, 'images and masks, flat'));
  const before = readdirSync(photos, { recursive: true }).sort();
  const out = join(folder, 'a.yaml');
  const { written } = await initFolder({ folder: photos, out, classes: ['ground', 'lines'] });
  const added = written.map((file) => file.slice(photos.length + 1));
  const after = readdirSync(photos, { recursive: true }).filter(
    (name) => name !== 'splits' && !added.includes(String(name)),
  );
  t.deepEqual(after.sort(), before);
  await t.throwsAsync(initFolder({ folder: photos, out }), { code: 'CONTRASEG_FILE_EXISTS' });
  const again = await initFolder({ folder: photos, out, force: true });
  t.false(
    again.written.some((file) => file.endsWith('classes.json')),
    'the list may have been edited',
  );
  t.regex(again.found.join('\n'), /classes {2}ground .* lines .* class-2 /);
});

test('a folder without masks says what would be recognised', async (t) => {
  const error = await t.throwsAsync(initFolder({ folder: temporaryFolder(t, { 'a.txt': '' }) }), {
    instanceOf: ContrasegError,
  });
  t.is(error!.code, 'CONTRASEG_NO_LAYOUT');
});
