import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import test, { type ExecutionContext } from 'ava';
import { evaluateRun } from '../../src/api/evaluate.js';
import { exportModel } from '../../src/api/export.js';
import { loadSegmenter } from '../../src/api/segmenter.js';
import { train } from '../../src/api/train.js';
import { ContrasegError } from '../../src/core/errors/index.js';
import type { RunInfo } from '../../src/core/interfaces/hook.js';
import { encodeCheckpoint, readCheckpoint } from '../../src/core/run/checkpoint/checkpoint-file.js';
import { TINY_CONFIG, TINY_CONTRAST_CONFIG } from '../helpers/config.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const last = (out: string) => join(out, 'checkpoints/last.safetensors');

test.serial(
  'a run whose last checkpoint is damaged goes on from the one before, says so, and ends as it would have',
  async (t) => {
    const folder = temporaryFolder(t);
    const config = { ...TINY_CONTRAST_CONFIG, engine: 'wasm' };
    const set = (iterations: number) => [
      `trainer.iterations=${iterations}`,
      'trainer.checkpointEvery=2',
      'schedule.type=constant',
    ];
    await train({ config, set: set(6), out: join(folder, 'whole') });
    const out = join(folder, 'run');
    await train({ config, set: set(4), out });
    const bytes = readFileSync(last(out));
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(last(out), bytes);
    const runs: RunInfo[] = [];
    const hooks = [{ beforeTrain: (run: RunInfo) => void runs.push(run) }];
    const said: string[] = [];
    await train({ config, set: set(6), out, mode: 'resume', hooks, report: (line) => void said.push(line) });
    t.is(runs[0]!.startIteration, 2);
    t.regex(said.join('\n'), /its checksum differs.*kept as .*damaged\.safetensors.*\n.*at iteration 2/);
    t.deepEqual(readFileSync(last(out)), readFileSync(last(join(folder, 'whole'))));
  },
);

test.serial(
  'weights that hold NaN or Infinity are refused by eval, predict and export, which name the tensors',
  async (t) => {
    const out = temporaryFolder(t);
    await train({ config: { ...TINY_CONFIG, engine: 'wasm' }, out });
    const file = join(out, 'checkpoints/best.safetensors');
    const content = await readCheckpoint(file);
    const names = [...content.tensors.keys()];
    content.tensors.get(names[0]!)!.data[0] = Number.NaN;
    content.tensors.get(names.at(-1)!)!.data[0] = Number.POSITIVE_INFINITY;
    writeFileSync(file, encodeCheckpoint(content));
    for (const use of [() => evaluateRun(out), () => loadSegmenter(out), () => exportModel(out, join(out, 'model'))]) {
      const before = tf.memory().numTensors;
      const error = await t.throwsAsync<ContrasegError>(use, { instanceOf: ContrasegError });
      t.is(error!.code, 'CONTRASEG_NON_FINITE_WEIGHTS');
      t.true(error!.message.includes(names[0]!.replace('model/', '')) && error!.message.includes('--last'));
      t.is(tf.memory().numTensors, before, 'no tensor is left behind');
    }
    await t.notThrowsAsync(evaluateRun(out, { checkpoint: 'last' }));
  },
);

/** A disk of so many kilobytes, or undefined, with the reason in the log, where none can be mounted. */
function smallDisk(t: ExecutionContext, kilobytes: number): string | undefined {
  const folder = temporaryFolder(t);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    t.log(`skipped: no small disk can be mounted (${(error as Error).message.trim()})`);
    t.pass();
    return undefined;
  }
  t.teardown(() => execFileSync('umount', [folder]));
  return folder;
}

test.serial(
  'a disk that is nearly full leaves the last checkpoint whole, and the run goes on when there is room',
  async (t) => {
    const disk = smallDisk(t, 6000);
    if (!disk) return;
    const out = join(disk, 'run');
    const head = { type: 'fcn', channels: 128 };
    const config = { ...TINY_CONFIG, engine: 'wasm', model: { backbone: { type: 'tiny', channels: [32, 64] }, head } };
    const set = (iterations: number) => [`trainer.iterations=${iterations}`];
    await train({ config, set: set(2), out });
    const before = readFileSync(last(out));
    t.true(before.length > 400_000, `${before.length} bytes`);
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize - 300_000));

    const error = await t.throwsAsync(train({ config, set: set(4), out, mode: 'resume' }), {
      instanceOf: ContrasegError,
    });
    t.regex(error!.message, /^CONTRASEG_CANNOT_WRITE .*safetensors: the file cannot be written: the disk is full/);
    t.deepEqual(readFileSync(last(out)), before);
    t.deepEqual(
      readdirSync(join(out, 'checkpoints')).filter((name) => name.startsWith('.')),
      [],
    );

    rmSync(join(disk, 'filler'));
    t.is((await train({ config, set: set(4), out, mode: 'resume' })).iteration, 4);
  },
);
