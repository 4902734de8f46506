import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { findImages } from '../../src/cli/find-images.js';
import { planPredictions } from '../../src/cli/plan-predictions.js';
import { ContrasegError } from '../../src/core/errors/index.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const named = (...files: string[]) => files.map((file) => ({ file, name: file.split('/').at(-1)! }));

test('outputs take the names of their images', (t) => {
  t.deepEqual(planPredictions(named('in/a.jpg', 'b.png')), [
    { image: 'in/a.jpg', files: { mask: 'a.mask.png', overlay: 'a.overlay.png' } },
    { image: 'b.png', files: { mask: 'b.mask.png', overlay: 'b.overlay.png' } },
  ]);
  t.deepEqual(planPredictions(named('a.jpg'), { out: 'm.png' }), [{ image: 'a.jpg', files: { mask: 'm.png' } }]);
  t.deepEqual(planPredictions(named('a.jpg'), { out: 'm.png', write: ['mask', 'json'] })[0]!.files, {
    mask: 'm.png',
    json: 'm.json',
  });
  t.deepEqual(planPredictions(named('a.jpg'), { out: 'masks', write: ['probabilities'] })[0]!.files, {
    probabilities: join('masks', 'a.safetensors'),
  });
});

test('two images of one name, or an output over an image, are refused before anything is written', (t) => {
  const codes = (...args: Parameters<typeof planPredictions>) =>
    t.throws<ContrasegError>(() => planPredictions(...args))!.problems.map(({ code, message }) => `${code} ${message}`);
  const clash = codes(named('x/a.jpg', 'y/a.png', 'b.jpg'));
  t.is(clash.length, 2, 'mask and overlay');
  t.regex(clash[0]!, /OUTPUTS_CLASH .*: x\/a\.jpg, y\/a\.png\./);
  t.is(codes(named('photo.png'), { out: 'photo.png' }).length, 1);
  t.regex(codes(named('a.jpg', 'b.jpg'), { out: 'm.png' })[0]!, /one file for 2 images/);
});

test('folders and patterns stand for their images, what predicting wrote is none of them, and each counts once', async (t) => {
  const folder = temporaryFolder(t);
  const write = (name: string) => {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), '');
  };
  for (const name of ['in/b.jpg', 'in/day 2/a.PNG', 'in/b.mask.png', 'in/notes.txt', 'in/[1].jpg']) write(name);
  const names = async (...inputs: string[]) =>
    (await findImages(inputs.map((input) => join(folder, input)))).images.map(({ name }) => name);
  t.deepEqual(await names('in'), ['[1].jpg', 'b.jpg', 'day 2/a.PNG']);
  t.deepEqual(await names('in/**/*.{jpg,PNG}'), ['[1].jpg', 'b.jpg', 'a.PNG']);
  t.deepEqual(await names('in/b.jpg', 'in/b.jpg', 'in/../in/b.jpg'), ['b.jpg']);
  t.deepEqual(await names('in/[1].jpg'), ['[1].jpg'], 'a file that is there is no pattern');
  t.deepEqual(await names('in/missing.jpg'), ['missing.jpg'], 'which reading it will name');
  const { problems } = await findImages([join(folder, 'in/*.webp')]);
  t.deepEqual(
    problems.map(({ code }) => code),
    ['CONTRASEG_NO_IMAGES'],
  );
});
