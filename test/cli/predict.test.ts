import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import sharp from 'sharp';
import { train } from '../../src/api/train.js';
import { readIndexPng } from '../../src/core/data/files/index-png.js';
import { RandomStream } from '../../src/core/random/random-stream.js';
import { TINY_CONFIG } from '../helpers/config.js';
import { contraseg } from '../helpers/contraseg.js';
import { everyDamage, writeDamaged } from '../helpers/damaged-images.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

/** An untrained model is enough. */
async function tinyRun(folder: string): Promise<void> {
  const config = { ...TINY_CONFIG, engine: 'wasm' };
  await train({ config, set: ['trainer.iterations=1'], out: join(folder, 'run') });
}

const grey = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: 90, g: 90, b: 90 } } });

test.serial('damaged inputs are named one by one, the others are predicted, and the exit code tells', async (t) => {
  const folder = temporaryFolder(t);
  await tinyRun(folder);
  await grey(40, 24).png().toFile(join(folder, 'first.png'));
  await grey(40, 24).png().toFile(join(folder, 'last.png'));
  const refused = (await everyDamage(RandomStream.fromSeed(2), 'image')).filter(({ verdict }) => verdict === 'refused');
  const names = await Promise.all(
    refused.map(async (damaged, i) => {
      const name = `${i}-${damaged.name}`;
      await writeDamaged(folder, damaged, name);
      return name;
    }),
  );
  const inputs = ['first.png', ...names, 'missing.png', 'last.png'];
  const { code, stdout, stderr } = await contraseg(folder, 'predict', 'run', ...inputs);
  t.is(code, 2);
  t.regex(stdout, /first\.mask\.png {2}first\.overlay\.png\n.*last\.mask\.png/);
  t.true(existsSync(join(folder, 'last.mask.png')));
  for (const name of [...names, 'missing.png']) t.regex(stderr, new RegExp(`^CONTRASEG_\\w+ ${name}: `, 'm'));
  t.regex(stderr, new RegExp(`${names.length + 1} of ${inputs.length} images failed`));
  t.notRegex(stderr, /\n\s+at /);
});

test.serial('a photo is predicted as a viewer shows it, and two of one name are refused up front', async (t) => {
  const folder = temporaryFolder(t);
  await tinyRun(folder);
  await grey(40, 24).withMetadata({ orientation: 6 }).jpeg().toFile(join(folder, 'photo.jpg'));
  await grey(40, 24).png().toFile(join(folder, 'photo.png'));
  t.is((await contraseg(folder, 'predict', 'run', 'photo.jpg')).code, 0);
  const { width, height } = await readIndexPng(join(folder, 'photo.mask.png'));
  t.deepEqual([width, height], [24, 40]);
  const both = await contraseg(folder, 'predict', 'run', 'photo.jpg', 'photo.png');
  t.is(both.code, 2);
  t.regex(both.stderr, /CONTRASEG_OUTPUTS_CLASH .*photo\.mask\.png: .*photo\.jpg, photo\.png/);
});

test.serial('a large image is predicted in windows, and the output says so', async (t) => {
  const folder = temporaryFolder(t);
  await tinyRun(folder);
  await grey(2100, 2100).png().toFile(join(folder, 'aerial.png'));
  const { code, stdout, stderr } = await contraseg(folder, 'predict', 'run', 'aerial.png');
  t.is(code, 0, stderr);
  t.regex(stdout, /2100x2100 is too large to be predicted whole: 16 windows of 768x768, overlapping by 256/);
  const { width, height } = await readIndexPng(join(folder, 'aerial.mask.png'));
  t.deepEqual([width, height], [2100, 2100]);
});
