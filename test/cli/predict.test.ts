import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import sharp from 'sharp';
import { loadSegmenter } from '../../src/api/segmenter.js';
import { train } from '../../src/api/train.js';
import { readIndexPng } from '../../src/core/data/files/index-png.js';
import { RandomStream } from '../../src/core/random/random-stream.js';
import { readSafetensors } from '../../src/core/weights/safetensors.js';
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

test.serial(
  'a folder becomes a folder of masks, probabilities and figures, and a broken file does not end it',
  async (t) => {
    const folder = temporaryFolder(t, { 'photos/broken.jpg': 'no picture' });
    await tinyRun(folder);
    mkdirSync(join(folder, 'photos/day 2'));
    await grey(40, 24).png().toFile(join(folder, 'photos/a.png'));
    await grey(24, 40).jpeg().toFile(join(folder, 'photos/day 2/a.jpg'));
    const kinds = 'mask,probabilities,json';
    const args = [
      'predict',
      'run',
      'photos',
      '--out',
      'out',
      '--write',
      kinds,
      '--scales',
      '0.5,1',
      '--flip',
      '--json',
    ];
    const { code, stdout, stderr } = await contraseg(folder, ...args);
    t.is(code, 2, stderr);
    const printed = JSON.parse(stdout) as {
      images: { image: string; classes: { pixels: number; share: number }[] }[];
      failed: { image: string; code: string }[];
    };
    t.deepEqual(
      printed.images.map(({ image }) => image),
      ['photos/a.png', 'photos/day 2/a.jpg'],
    );
    t.deepEqual(
      printed.failed.map(({ image, code: problem }) => [image, problem]),
      [['photos/broken.jpg', 'CONTRASEG_UNREADABLE_IMAGE']],
    );
    t.deepEqual(readdirSync(join(folder, 'out'), { recursive: true }).sort(), [
      'a.json',
      'a.mask.png',
      'a.safetensors',
      'day 2',
      'day 2/a.json',
      'day 2/a.mask.png',
      'day 2/a.safetensors',
    ]);

    const mask = await readIndexPng(join(folder, 'out/day 2/a.mask.png'));
    const { tensors } = await readSafetensors(join(folder, 'out/day 2/a.safetensors'));
    const { shape, data } = tensors.get('probabilities')!;
    t.deepEqual(shape, [40, 24, 5]);
    const classOf = (pixel: number) => {
      const scores = [...(data as Float32Array).subarray(5 * pixel, 5 * pixel + 5)];
      t.true(Math.abs(scores.reduce((sum, score) => sum + score, 0) - 1) < 1e-4);
      return scores.indexOf(Math.max(...scores));
    };
    t.deepEqual(
      [...mask.data],
      Array.from(mask.data, (_, pixel) => classOf(pixel)),
    );
    const counted = printed.images[1]!.classes.map(({ pixels }) => pixels);
    t.deepEqual(
      counted,
      [0, 1, 2, 3, 4].map((label) => mask.data.filter((value) => value === label).length),
    );
  },
);

test.serial('windows, scales and mirror images are those of eval, and quiet prints nothing', async (t) => {
  const folder = temporaryFolder(t);
  await tinyRun(folder);
  await grey(40, 24).png().toFile(join(folder, 'a.png'));
  const quiet = await contraseg(folder, 'predict', 'run', 'a.png', '--quiet', '--window', '16x16');
  t.deepEqual([quiet.code, quiet.stdout, quiet.stderr], [0, '', '']);
  const run = await loadSegmenter(join(folder, 'run'));
  const augmentation = { scales: [1], flip: true };
  const { probabilities } = await run.predict(join(folder, 'a.png'), { augmentation, probabilities: true });
  const whole = await run.predict(join(folder, 'a.png'), { probabilities: true });
  t.is(probabilities!.length, 40 * 24 * 5);
  t.notDeepEqual(probabilities, whole.probabilities);
  t.deepEqual(whole.mask, (await run.predict(join(folder, 'a.png'))).mask);
  run.dispose();
});

test.serial('of a large folder the first ten images are named and the others counted', async (t) => {
  const folder = temporaryFolder(t);
  await tinyRun(folder);
  mkdirSync(join(folder, 'photos'));
  for (let i = 0; i < 12; i++)
    await grey(8, 8)
      .png()
      .toFile(join(folder, `photos/${i}.png`));
  const { code, stdout } = await contraseg(folder, 'predict', 'run', 'photos', '--out', 'out');
  t.is(code, 0);
  const lines = stdout.trim().split('\n');
  t.is(lines.length, 11);
  t.is(lines.at(-1), 'and 2 images more: out');
  t.is(readdirSync(join(folder, 'out')).length, 24);
});
