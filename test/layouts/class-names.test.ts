import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { type InitOptions, initFolder } from '../../src/api/init-folder.js';
import { ContrasegError } from '../../src/core/errors/index.js';
import { writeLayout } from '../helpers/layouts.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

async function photos(t: ExecutionContext, layout: string) {
  const folder = temporaryFolder(t);
  await writeLayout(folder, layout);
  const place = { folder: join(folder, 'photos'), out: join(folder, 'a.yaml') };
  const init = (options: Partial<InitOptions>) => initFolder({ ...place, ...options });
  const list = join(place.folder, 'classes.json');
  return { init, list, remove: () => rmSync(place.out), names: () => namesIn(list) };
}

function namesIn(file: string): string[] {
  return (JSON.parse(readFileSync(file, 'utf8')) as { classes: { name: string }[] }).classes.map(({ name }) => name);
}

test('names that are too many, empty or the same are refused, all at once, and nothing is written', async (t) => {
  const { init, list } = await photos(t, 'masks of 0 and 255');
  const error = await t.throwsAsync(init({ classes: ['leaf', '', 'leaf'] }), { instanceOf: ContrasegError });
  t.deepEqual(
    error!.problems.map(({ message }) => message),
    ['3 names for 2 classes.', 'a name is empty.', '"leaf" stands twice.'],
  );
  t.regex(error!.message, /in this order: background, object/);
  t.throws(() => readFileSync(list));
});

test('given names replace those of a list that is there, with --force alone', async (t) => {
  const { init, remove, names } = await photos(t, 'masks of 0 and 255');
  await init({});
  remove();
  await t.throwsAsync(init({ classes: ['ground', 'leaf'] }), { code: 'CONTRASEG_FILE_EXISTS' });
  t.deepEqual(names(), ['background', 'object']);
  await init({ classes: ['ground', 'leaf'], force: true });
  t.deepEqual(names(), ['ground', 'leaf']);
});

test('a data set with a class list of its own takes no names', async (t) => {
  const { init } = await photos(t, 'Cityscapes');
  await t.throwsAsync(init({ classes: ['street'] }), { code: 'CONTRASEG_CLASS_NAMES', message: /"cityscapes" names/ });
});

test('a class of value 255 in the list is no ignored one when init looks again', async (t) => {
  const { init } = await photos(t, 'masks of 0 and 255');
  await init({});
  const { found } = await init({ force: true });
  t.regex(found.join('\n'), /classes {2}background \d+ %, object \(255\) \d+ %$/m);
});
