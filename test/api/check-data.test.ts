import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { checkData } from '../../src/api/check-data.js';
import { dryRun } from '../../src/api/dry-run.js';
import { train } from '../../src/api/train.js';
import { formatResult } from '../../src/cli/tables/result-table.js';
import { ContrasegError } from '../../src/core/errors/index.js';
import type { DatasetSplit, OpenDataset } from '../../src/core/interfaces/dataset.js';
import type { EvaluationReport } from '../../src/core/interfaces/hook.js';
import { readLog } from '../../src/core/run/log.js';
import { TINY_CONFIG } from '../helpers/config.js';
import { CLASSES, writeFolderSet, writeMask } from '../helpers/folder-data.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const size = { width: 24, height: 16 };
const TRAINER = { trainSplit: 'train', valSplit: 'val', checkData: true, allowEmptyClasses: false };

/** Masks of one foreground class as image editors write them: 0 and 255. */
async function binarySet(root: string, foreground: object): Promise<object> {
  await writeFolderSet(root, ['train', 'val'], 4);
  const classes = [{ name: 'ground' }, { name: 'road', ...foreground }];
  writeFileSync(join(root, 'classes.json'), JSON.stringify({ classes }));
  for (const split of ['train', 'val'])
    for (let i = 0; i < 4; i++)
      await writeMask(join(root, `labels/${split}/${split}-${i}.png`), size, (p) => (p % 24 < 9 ? 255 : 0));
  return { ...TINY_CONFIG, engine: 'cpu', data: { type: 'folder', root } };
}

test.serial(
  'grey masks of 0 and 255 are refused with their cure, also in a dry run and without checkData',
  async (t) => {
    const folder = temporaryFolder(t);
    const config = await binarySet(join(folder, 'data'), {});
    const out = join(folder, 'run');
    for (const attempt of [
      () => train({ config, out, set: ['trainer.iterations=1'] }),
      () => train({ config, out, set: ['trainer.iterations=1', 'trainer.checkData=false'], mode: 'force' as const }),
      () => dryRun({ config }),
    ]) {
      const error = await t.throwsAsync<ContrasegError>(attempt, { instanceOf: ContrasegError });
      t.is(error!.problems.length, 1);
      t.is(error!.code, 'CONTRASEG_ABSENT_CLASS');
      t.regex(error!.message, /of class "road"[\s\S]*only 0 and 255[\s\S]*\{ "name": "road", "value": 255 \}/);
    }
  },
);

test.serial('with "value": 255 in the class list, the same masks train', async (t) => {
  const folder = temporaryFolder(t);
  const config = await binarySet(join(folder, 'data'), { value: 255 });
  const { evaluation } = await train({ config, out: join(folder, 'run'), set: ['trainer.iterations=1'] });
  t.deepEqual(evaluation!.absent, []);
});

test.serial('all classes without a pixel are in one error, and allowEmptyClasses lets them pass', async (t) => {
  const folder = temporaryFolder(t);
  const root = await writeFolderSet(join(folder, 'data'), ['train', 'val'], 3);
  const classes = [...CLASSES.classes, { name: 'boat' }, { name: 'train' }];
  writeFileSync(join(root, 'classes.json'), JSON.stringify({ classes }));
  const config = { ...TINY_CONFIG, engine: 'cpu', data: { type: 'folder', root } };
  const run = (...set: string[]) =>
    train({ config, out: join(folder, 'run'), mode: 'force', set: ['trainer.iterations=1', ...set] });
  const error = await t.throwsAsync<ContrasegError>(run(), { instanceOf: ContrasegError });
  t.is(error!.problems.length, 1);
  t.regex(error!.message, /of the classes "boat", "train"\.[\s\S]*trainer\.allowEmptyClasses: true/);
  const { evaluation } = await run('trainer.allowEmptyClasses=true');
  t.deepEqual(evaluation!.absent, ['boat', 'train']);
  t.regex(formatResult(evaluation!, classes as never), /\nabsent: no pixel is of boat, train; mIoU counts/);
  const logged = (await readLog(join(folder, 'run/log.jsonl'))).filter(({ event }) => event === 'evaluation');
  t.deepEqual(
    logged.map((entry) => (entry as EvaluationReport).absent),
    [['boat', 'train']],
  );
});

/** A data set as a plugin may write it: nothing but samples, of these label values. */
function generated(
  values: { train: (index: number) => number; val?: number },
  size = 100,
): OpenDataset & { read: number } {
  const dataset = {
    read: 0,
    classes: ['a', 'b', 'c'].map((name) => ({ name, color: [0, 0, 0] as const })),
    ignoreIndex: 255,
    splits: ['train', 'val'],
    split: (name: string): DatasetSplit => ({
      name,
      size,
      id: (index) => `${index}`,
      sample: async (index) => {
        dataset.read++;
        const value = name === 'train' ? values.train(index) : (values.val ?? 0);
        return { id: `${index}`, width: 1, height: 1, image: new Uint8Array(3), label: Uint8Array.of(value) };
      },
    }),
  };
  return dataset;
}

test('a data set without check is looked through only until every class was seen', async (t) => {
  const usual = generated({ train: (index) => index % 3 });
  await checkData(usual, TRAINER);
  t.true(usual.read <= 16, `${usual.read} samples`);
  const late = generated({ train: (index) => (index === 99 ? 2 : index % 2) });
  await checkData(late, TRAINER);
  t.is(late.read, 108);
  const missing = generated({ train: (index) => index % 2 });
  await t.throwsAsync(checkData(missing, TRAINER), { message: /CONTRASEG_ABSENT_CLASS .*of class "c"\./ });
  await checkData(missing, { ...TRAINER, allowEmptyClasses: true });
});

test('a validation split of ignored pixels alone is refused: its figures would be no numbers', async (t) => {
  const dataset = generated({ train: (index) => index % 3, val: 255 });
  await t.throwsAsync(checkData(dataset, TRAINER), { message: /CONTRASEG_UNLABELLED_SPLIT .*"val"/ });
});

test('a class whose label is the ignore index is a class without a pixel', async (t) => {
  const dataset = { ...generated({ train: (index) => index % 3 }), ignoreIndex: 0 };
  await t.throwsAsync(checkData(dataset, TRAINER), { message: /of class "a"\./ });
});
