import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import test from 'ava';
import { RunDirectory } from '../../../src/core/run/directory.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

test('the files of a run have the names that the documentation gives', (t) => {
  const run = new RunDirectory('runs/demo');
  t.is(run.path, join(process.cwd(), 'runs/demo'));
  const name = (path: string) => relative(run.path, path);
  t.deepEqual([run.config, run.log, run.metadata, run.overlays, run.checkpoints, run.replaced].map(name), [
    'config.resolved.yaml',
    'log.jsonl',
    'run.json',
    'overlays',
    'checkpoints',
    'replaced',
  ]);
  t.deepEqual(
    [run.lastCheckpoint, run.previousCheckpoint, run.bestCheckpoint].map(name),
    ['last', 'previous', 'best'].map((each) => `checkpoints/${each}.safetensors`),
  );
  t.deepEqual([...run.contents].sort(), [run.checkpoints, run.config, run.log, run.overlays, run.metadata].sort());
});

test('a run is there once its configuration is, and can go on from either of its last two checkpoints', async (t) => {
  const run = new RunDirectory(join(temporaryFolder(t), 'run'));
  t.throws(() => RunDirectory.open(run.path), { code: 'CONTRASEG_NOT_A_RUN', message: /config\.resolved\.yaml/ });
  await run.create();
  t.true(existsSync(run.checkpoints));
  t.deepEqual([run.exists, run.resumable], [false, false]);
  writeFileSync(run.config, '');
  t.is(RunDirectory.open(run.path).path, run.path);
  t.deepEqual([run.exists, run.resumable], [true, false]);
  for (const checkpoint of [run.lastCheckpoint, run.previousCheckpoint]) {
    const other = new RunDirectory(temporaryFolder(t));
    mkdirSync(other.checkpoints);
    writeFileSync(join(other.path, relative(run.path, checkpoint)), '');
    t.deepEqual([other.exists, other.resumable], [false, true]);
  }
});

test('the model of a run is the best one, or the last where none was evaluated', async (t) => {
  const run = new RunDirectory(temporaryFolder(t));
  await run.create();
  t.is(run.model, run.lastCheckpoint);
  writeFileSync(run.bestCheckpoint, '');
  t.is(run.model, run.bestCheckpoint);
});
