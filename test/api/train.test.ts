import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { train } from '../../src/api/train.js';
import { ContrasegError } from '../../src/core/errors/index.js';
import type { Hook } from '../../src/core/interfaces/hook.js';
import { readLog } from '../../src/core/run/log.js';
import { TINY_CONFIG, TINY_CONTRAST_CONFIG } from '../helpers/config.js';
import { engines } from '../helpers/engines.js';
import { contents, interruptedAfter } from '../helpers/run.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

for (const engine of (await engines()).filter((name) => name !== 'cpu')) {
  test.serial(
    `k steps, a break and k steps more are 2k steps bit for bit: weights, optimizer, banks, streams (${engine})`,
    async (t) => {
      const folder = temporaryFolder(t);
      const config = {
        ...TINY_CONTRAST_CONFIG,
        engine,
        transforms: [{ type: 'random-flip' }],
        optimizer: { type: 'adam' },
      };
      await train({ config, set: ['trainer.iterations=6'], out: join(folder, 'whole') });
      const half = { config, set: ['trainer.iterations=6'], out: join(folder, 'parts') };
      const first = await interruptedAfter(3, half);
      t.deepEqual([first.iteration, first.stopped], [3, 'interrupted']);
      await train({ ...half, mode: 'resume' });
      t.deepEqual(await contents(join(folder, 'parts')), await contents(join(folder, 'whole')));
      const steps = (await readLog(join(folder, 'parts/log.jsonl'))).filter(({ event }) => event === 'step');
      t.deepEqual(
        steps.map(({ iteration }) => iteration),
        [0, 1, 2, 3, 4, 5],
      );
    },
  );

  test.serial(`50 steps with contrast leave not one tensor behind (${engine})`, async (t) => {
    const counts: number[] = [];
    const hook: Hook = { afterStep: () => void counts.push(tf.memory().numTensors) };
    const before = tf.memory().numTensors;
    const set = ['trainer.iterations=54', `engine=${engine}`, 'trainer.evaluateEvery=20'];
    await train({ config: TINY_CONTRAST_CONFIG, set, out: temporaryFolder(t), hooks: [hook] });
    const full = counts.slice(4); // by then every bank has its first rows of every class
    t.is(full.at(-1), full[0]);
    t.is(tf.memory().numTensors, before, 'the run disposed everything it made');
  });
}

test.serial('a run folder holds log, resolved config, metadata, checkpoints and overlays', async (t) => {
  const out = temporaryFolder(t);
  const { evaluation } = await train({ config: TINY_CONFIG, set: ['trainer.overlays=2'], out });
  for (const file of [
    'config.resolved.yaml',
    'run.json',
    'checkpoints/last.safetensors',
    'checkpoints/best.safetensors',
  ]) {
    t.true(existsSync(join(out, file)), file);
  }
  t.true(existsSync(join(out, 'overlays/val-0001.png')));
  const log = await readLog(join(out, 'log.jsonl'));
  t.deepEqual(
    log.map(({ event }) => event),
    ['start', 'step', 'step', 'step', 'step', 'evaluation'],
  );
  t.true(Number.isFinite(evaluation!.summary.mIoU));
});

test.serial('a run that exists is neither overwritten nor resumed unless that is said', async (t) => {
  const out = temporaryFolder(t);
  await train({ config: TINY_CONFIG, out });
  const before = readFileSync(join(out, 'log.jsonl'), 'utf8');
  const error = await t.throwsAsync(train({ config: TINY_CONFIG, out }), { instanceOf: ContrasegError });
  t.is(error!.code, 'CONTRASEG_RUN_EXISTS');
  t.regex(error!.message, /--resume.*--force/);
  t.is(readFileSync(join(out, 'log.jsonl'), 'utf8'), before);
  writeFileSync(join(out, 'notes.txt'), 'mine');
  await train({ config: TINY_CONFIG, out, mode: 'force' });
  t.is(readFileSync(join(out, 'notes.txt'), 'utf8'), 'mine', 'force removes what a run wrote, nothing else');
});

test.serial('resuming where there is no run says so', async (t) => {
  const out = join(temporaryFolder(t), 'none');
  const error = await t.throwsAsync(train({ config: TINY_CONFIG, out, mode: 'resume' }), {
    instanceOf: ContrasegError,
  });
  t.is(error!.code, 'CONTRASEG_NOTHING_TO_RESUME');
});

test.serial('resuming with another model lists what differs and leaves the checkpoint alone', async (t) => {
  const out = temporaryFolder(t);
  await train({ config: TINY_CONFIG, out });
  const before = await contents(out);
  const set = ['model.backbone.channels=[4, 6]', 'trainer.iterations=8'];
  const resume = { config: TINY_CONFIG, set, out, mode: 'resume', allowChange: true } as const;
  const error = await t.throwsAsync(train(resume), { instanceOf: ContrasegError });
  t.is(error!.code, 'CONTRASEG_CHECKPOINT_MISMATCH');
  t.regex(error!.message, /is F32 \[\d.*\], expected F32 \[\d/);
  t.deepEqual(await contents(out), before);
});

test.serial('baseline and treatment of one seed start from the same weights and see the same batches', async (t) => {
  const folder = temporaryFolder(t);
  const losses: number[][] = [];
  for (const config of [TINY_CONFIG, TINY_CONTRAST_CONFIG]) {
    const parts: number[] = [];
    const hook: Hook = { afterStep: (report) => void parts.push(report.parts['cross-entropy']!) };
    await train({ config, set: ['trainer.iterations=2'], out: join(folder, String(losses.length)), hooks: [hook] });
    losses.push(parts);
  }
  t.is(losses[0]![0], losses[1]![0], 'first loss');
  t.is(losses[0]![1], losses[1]![1], 'second loss: contrast was warming up');
});

test.serial('a loss that is not finite ends the run with step, parts and a checkpoint from before it', async (t) => {
  const out = temporaryFolder(t);
  const config = { ...TINY_CONFIG, optimizer: { type: 'sgd', learningRate: 1e30 } };
  const error = await t.throwsAsync(train({ config, set: ['trainer.iterations=20'], out }), {
    instanceOf: ContrasegError,
  });
  t.is(error!.code, 'CONTRASEG_NON_FINITE_LOSS');
  t.regex(error!.message, /at iteration \d+: cross-entropy (NaN|Infinity)/);
  const { tensors } = await contents(out);
  for (const [name, bytes] of Object.entries(tensors)) {
    t.true(new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4).every(Number.isFinite), name);
  }
});

test.serial('a split that is not there and a metric that nobody reports are named before the first step', async (t) => {
  const set = ['trainer.valSplit=holdout'];
  const error = await t.throwsAsync(train({ config: TINY_CONFIG, set, out: temporaryFolder(t) }), {
    instanceOf: ContrasegError,
  });
  t.is(error!.code, 'CONTRASEG_UNKNOWN_SPLIT');
  const other = await t.throwsAsync(
    train({ config: TINY_CONFIG, set: ['trainer.keepBest=miou'], out: temporaryFolder(t) }),
    {
      instanceOf: ContrasegError,
    },
  );
  t.is(other!.code, 'CONTRASEG_UNKNOWN_METRIC');
});
