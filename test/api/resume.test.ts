import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import YAML from 'yaml';
import { train } from '../../src/api/train.js';
import { ContrasegError } from '../../src/core/errors/index.js';
import { API_VERSION, definePlugin } from '../../src/core/registry/plugin.js';
import { RunDirectory } from '../../src/core/run/directory.js';
import { readMetadata } from '../../src/core/run/metadata.js';
import { TINY_CONFIG } from '../helpers/config.js';
import { writeFolderSet } from '../helpers/folder-data.js';
import { contents, interruptedAfter } from '../helpers/run.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const CONFIG = { ...TINY_CONFIG, engine: 'wasm' };

const resolved = (out: string) => YAML.parse(readFileSync(join(out, 'config.resolved.yaml'), 'utf8')) as typeof CONFIG;

test.serial('a run goes on by its own configuration where none is given', async (t) => {
  const folder = temporaryFolder(t);
  const set = ['trainer.iterations=6', 'trainer.seed=7', 'optimizer.learningRate=0.01', 'trainer.batchSize=3'];
  await train({ config: CONFIG, set, out: join(folder, 'whole') });
  await interruptedAfter(2, { config: CONFIG, set, out: join(folder, 'parts') });
  const summary = await train({ out: join(folder, 'parts'), mode: 'resume' });
  t.is(summary.iteration, 6);
  t.deepEqual(await contents(join(folder, 'parts')), await contents(join(folder, 'whole')));
});

test.serial('dropped channels are those of a run that was never interrupted', async (t) => {
  const folder = temporaryFolder(t);
  const model = { backbone: CONFIG.model.backbone, head: { type: 'segformer', channels: 8, dropout: 0.5 } };
  const config = { ...CONFIG, model };
  const set = ['trainer.iterations=3'];
  await train({ config, set, out: join(folder, 'whole') });
  await interruptedAfter(1, { config, set, out: join(folder, 'parts') });
  await train({ out: join(folder, 'parts'), mode: 'resume' });
  t.deepEqual(await contents(join(folder, 'parts')), await contents(join(folder, 'whole')));
});

test.serial('what would make another run of it is refused, all at once, and nothing is touched', async (t) => {
  const out = join(temporaryFolder(t), 'run');
  await interruptedAfter(2, { config: CONFIG, out });
  const before = [await contents(out), resolved(out)];
  const set = [
    'trainer.seed=2',
    'trainer.batchSize=4',
    'optimizer.learningRate=0.1',
    'losses=[{type: cross-entropy, weight: 2}]',
    'model.head.channels=4',
    'data.size=64',
    'trainer.iterations=8',
  ];
  const error = await t.throwsAsync(train({ config: CONFIG, set, out, mode: 'resume' }), {
    instanceOf: ContrasegError,
    code: 'CONTRASEG_RUN_CHANGED',
  });
  for (const line of [
    /trainer\.seed: 1 -> 2/,
    /trainer\.batchSize: 2 -> 4/,
    /optimizer\.learningRate: 0\.05 -> 0\.1/,
    /losses\[0\]\.weight: 1 -> 2/,
    /model\.head\.channels: 8 -> 4/,
    /data\.size: 32 -> 64/,
    /--allow-change/,
  ]) {
    t.regex(error!.message, line);
  }
  t.notRegex(error!.message, /trainer\.iterations/, 'may change');
  t.deepEqual([await contents(out), resolved(out)], before);
});

test.serial('what may change is applied, printed, and recorded with the iteration', async (t) => {
  const out = join(temporaryFolder(t), 'run');
  await train({ config: CONFIG, out });
  const said: string[] = [];
  const set = ['trainer.iterations=6', 'trainer.workers=2', 'hooks=[{type: early-stop, patience: 9}]'];
  const { iteration } = await train({ config: CONFIG, set, out, mode: 'resume', report: (line) => said.push(line) });
  t.is(iteration, 6);
  t.deepEqual(said.sort(), [
    'changed at iteration 4: hooks[0]: absent -> {"type":"early-stop","metric":"mIoU","patience":9,"minDelta":0}',
    'changed at iteration 4: trainer.iterations: 4 -> 6',
    'changed at iteration 4: trainer.workers: 16 -> 2',
  ]);
  const { resumed } = await readMetadata(RunDirectory.open(out));
  t.is(resumed[0]!.iteration, 4);
  t.deepEqual(
    resumed[0]!.changes.find(({ path }) => path === 'trainer.iterations'),
    {
      path: 'trainer.iterations',
      before: 4,
      after: 6,
    },
  );
  t.is(resolved(out).trainer.iterations, 6, 'the record says what the run is now');
});

test.serial('--allow-change goes on with the new values and records them', async (t) => {
  const out = join(temporaryFolder(t), 'run');
  await interruptedAfter(2, { config: CONFIG, out });
  const set = ['optimizer.learningRate=0.01'];
  await train({ config: CONFIG, set, out, mode: 'resume', allowChange: true, report: () => undefined });
  const { resumed } = await readMetadata(RunDirectory.open(out));
  t.deepEqual(resumed[0]!.changes, [{ path: 'optimizer.learningRate', before: 0.05, after: 0.01 }]);
});

test.serial('a run whose plugin is an object goes on with that object', async (t) => {
  const out = join(temporaryFolder(t), 'run');
  const plugin = definePlugin({ name: 'mine', version: '1.0.0', apiVersion: API_VERSION, register: () => undefined });
  const config = { ...CONFIG, plugins: [plugin, [plugin, {}]] };
  await interruptedAfter(1, { config, out });
  t.is((await train({ config, out, mode: 'resume' })).iteration, 4);
});

test.serial('fewer iterations than are done are refused with both numbers', async (t) => {
  const out = join(temporaryFolder(t), 'run');
  await train({ config: CONFIG, out });
  const resume = { config: CONFIG, set: ['trainer.iterations=3'], out, mode: 'resume' } as const;
  const error = await t.throwsAsync(train(resume), { code: 'CONTRASEG_ALREADY_BEYOND' });
  t.regex(error!.message, /finished 4 iterations, 3 were asked for/);
});

test.serial(
  'the data may move, but not change: images and class names are compared with those of the checkpoint',
  async (t) => {
    const folder = temporaryFolder(t);
    const config = (root: string) => ({ ...CONFIG, data: { type: 'folder', root: join(folder, root) } });
    for (const root of ['here', 'moved', 'renamed', 'other'])
      await writeFolderSet(join(folder, root), ['train', 'val']);
    const classes = readFileSync(join(folder, 'renamed/classes.json'), 'utf8');
    writeFileSync(join(folder, 'renamed/classes.json'), classes.replace('"road"', '"street"'));
    for (const part of ['images/train/train-0.jpg', 'labels/train/train-0.png']) rmSync(join(folder, 'other', part));

    const out = join(folder, 'run');
    await interruptedAfter(1, { config: config('here'), out });
    const renamed = await t.throwsAsync(train({ config: config('renamed'), out, mode: 'resume' }), {
      code: 'CONTRASEG_RUN_CHANGED',
    });
    t.regex(renamed!.message, /classes: .*"road".* -> .*"street"/);
    const other = await t.throwsAsync(train({ config: config('other'), out, mode: 'resume' }), {
      code: 'CONTRASEG_RUN_CHANGED',
    });
    t.regex(other!.message, /training images: /);
    const moved = await train({ config: config('moved'), out, mode: 'resume', report: () => undefined });
    t.is(moved.iteration, 4);
  },
);

test.serial('a damaged record of a run is one clear error', async (t) => {
  const out = join(temporaryFolder(t), 'run');
  await train({ config: CONFIG, out });
  const file = join(out, 'run.json');
  const whole = readFileSync(file, 'utf8');
  for (const text of ['', whole.slice(0, 100), 'null', '[]', '{}', whole.replace('"classes"', '"klasses"')]) {
    writeFileSync(file, text);
    const error = await t.throwsAsync(readMetadata(RunDirectory.open(out)), {
      instanceOf: ContrasegError,
      code: 'CONTRASEG_DAMAGED_METADATA',
    });
    t.true(error!.message.includes(file));
  }
});
