import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { train } from '../../../src/api/train.js';
import { maskedCrc } from '../../../src/plugins/hooks/tensorboard/masked-crc.js';
import { TINY_CONFIG } from '../../helpers/config.js';
import { interruptedAfter } from '../../helpers/run.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const HOOKS = [
  { type: 'csv', every: 1 },
  { type: 'tensorboard', every: 1 },
];
const CONFIG = {
  ...TINY_CONFIG,
  engine: 'wasm',
  hooks: HOOKS,
  trainer: { ...TINY_CONFIG.trainer, iterations: 6, evaluateEvery: 2, checkpointEvery: 2 },
};

/** Prints every scalar that TensorBoard's own reader finds in a folder: `[tag, [[step, value], …]]`. */
const READER = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
events = EventAccumulator(sys.argv[1], size_guidance={'scalars': 0})
events.Reload()
print(json.dumps([[tag, [[e.step, e.value] for e in events.Scalars(tag)]] for tag in events.Tags()['scalars']]))
`;

const PYTHON = process.env.CONTRASEG_PYTHON ?? 'python3';

function hasTensorboard(): boolean {
  try {
    execFileSync(PYTHON, ['-c', 'import tensorboard'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const rows = (folder: string, name: string) =>
  readFileSync(join(folder, name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));

test('checksums are those of TFRecord files', (t) => {
  // CRC-32C of "123456789" is 0xe3069283 (RFC 3720), masked as tensorflow/core/lib/hash/crc32c.h has it.
  const crc = 0xe3069283;
  t.is(maskedCrc(Buffer.from('123456789')), (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0);
  t.is(maskedCrc(new Uint8Array()), 0xa282ead8);
});

test.serial('CSV files hold a heading and every step and evaluation once, also of a run that goes on', async (t) => {
  const out = join(temporaryFolder(t), 'run');
  await interruptedAfter(3, { config: CONFIG, out });
  await train({ config: CONFIG, out, mode: 'resume' });
  const [heading, ...steps] = rows(out, 'steps.csv');
  t.deepEqual(heading!.slice(0, 3), ['iteration', 'loss/total', 'loss/cross-entropy']);
  t.deepEqual(
    steps.map(([iteration]) => Number(iteration)),
    [1, 2, 3, 4, 5, 6],
  );
  t.true(steps.every((row) => row.length === heading!.length && Number.isFinite(Number(row[1]))));
  const [names, ...evaluations] = rows(out, 'evaluations.csv');
  t.deepEqual(names!.slice(0, 3), ['iteration', 'split', 'mIoU']);
  t.deepEqual(
    evaluations.map(([iteration, split]) => [iteration, split]),
    [
      ['2', 'val'],
      ['4', 'val'],
      ['6', 'val'],
    ],
  );
});

(hasTensorboard() ? test.serial : test.skip)(
  'TensorBoard reads what was written, also of a run that goes on',
  async (t) => {
    const out = join(temporaryFolder(t), 'run');
    await interruptedAfter(3, { config: CONFIG, out });
    await train({ config: CONFIG, out, mode: 'resume' });
    t.is(readdirSync(join(out, 'tensorboard')).length, 2);
    const printed = execFileSync(PYTHON, ['-c', READER, join(out, 'tensorboard')], { encoding: 'utf8' });
    const scalars = new Map(JSON.parse(printed) as [string, [number, number][]][]);
    t.deepEqual(
      scalars.get('loss/total')!.map(([step]) => step),
      [1, 2, 3, 4, 5, 6],
    );
    t.deepEqual(
      scalars.get('val/mIoU')!.map(([step]) => step),
      [2, 4, 6],
    );
    const [, ...steps] = rows(out, 'steps.csv');
    for (const [i, [, value]] of scalars.get('loss/total')!.entries()) t.is(value, Math.fround(Number(steps[i]![1])));
  },
);
