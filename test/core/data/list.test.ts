import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import sharp from 'sharp';
import { ContrasegError } from '../../../src/core/errors/index.js';
import { List } from '../../../src/plugins/datasets/list.js';
import { CLASSES, writeImage, writeMask } from '../../helpers/folder-data.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const size = { width: 24, height: 16 };

/** Two pictures with masks beside them and a list for each split. */
async function place(t: ExecutionContext, classes: object = CLASSES): Promise<string> {
  const root = temporaryFolder(t, {
    'classes.json': JSON.stringify(classes),
    'splits/train.txt': 'a.png\ta_mask.png\n\nday 2/a.png\tday 2/a_mask.png\r\n',
    'splits/val.txt': 'b.png\tb_mask.png\n',
  });
  for (const name of ['a', 'b', 'day 2/a']) {
    await writeImage(join(root, `${name}.png`), size);
    await writeMask(join(root, `${name}_mask.png`), size, (i) => i % 3);
  }
  return root;
}

function open(root: string, options: object = {}) {
  return List.create({ root, ...options });
}

test('lists name the pairs of each split, and equal file names become ids by their folders', async (t) => {
  const dataset = await open(await place(t)).open();
  t.deepEqual(dataset.splits, ['train', 'val']);
  const train = dataset.split('train');
  t.deepEqual([train.id(0), train.id(1), dataset.split('val').id(0)], ['a', 'day 2-a', 'b']);
  t.deepEqual([...(await train.sample(1)).label.subarray(0, 4)], [0, 1, 2, 0]);
  t.deepEqual(await dataset.check!('train'), []);
});

test('a line that is no pair is named with its number', async (t) => {
  const root = await place(t);
  await writeFile(join(root, 'splits/val.txt'), 'b.png b_mask.png\n');
  const error = await t.throwsAsync(open(root).open(), { instanceOf: ContrasegError });
  t.deepEqual(
    error!.problems.map(({ code, path }) => [code, path]),
    [
      ['CONTRASEG_BROKEN_LIST', 'line 1'],
      ['CONTRASEG_EMPTY_SPLIT', undefined],
    ],
  );
});

test('colour-coded masks are read by the colours of the class list, and stray colours are named', async (t) => {
  const root = await place(t, { ...CLASSES, ignore: [[0, 0, 0]] });
  const colours = [...CLASSES.classes.map(({ color }) => color), [0, 0, 0]];
  const draw = (value: (i: number) => number[]) => {
    const rgb = Uint8Array.from(Array.from({ length: 24 * 16 }, (_, i) => value(i)).flat());
    return sharp(rgb, { raw: { ...size, channels: 3 } }).png();
  };
  await draw((i) => colours[i % 4]!).toFile(join(root, 'a_mask.png'));
  await draw((i) => (i === 5 ? [1, 2, 3] : colours[0]!)).toFile(join(root, 'b_mask.png'));
  const dataset = await open(root, { colors: true }).open();
  t.deepEqual([...(await dataset.split('train').sample(0)).label.subarray(0, 5)], [0, 1, 2, 255, 0]);
  const [problem] = await dataset.check!('val');
  t.is(problem!.code, 'CONTRASEG_STRAY_LABEL');
  t.is(problem!.message, 'colours of no class: #010203 (1 px).');
});

test('values that the class list ignores are no class and no error', async (t) => {
  const classes = { classes: [{ name: 'ground' }, { name: 'car', value: 2 }], ignore: [1] };
  const dataset = await open(await place(t, classes)).open();
  t.deepEqual([...(await dataset.split('train').sample(0)).label.subarray(0, 4)], [0, 255, 1, 0]);
});
