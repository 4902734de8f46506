import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import test, { type ExecutionContext } from 'ava';
import { damagedCheckpoint } from '../../../../src/core/errors/checkpoints.js';
import { ContrasegError } from '../../../../src/core/errors/index.js';
import type { ComponentState, Stateful } from '../../../../src/core/interfaces/stateful.js';
import { loadCheckpoint, saveCheckpoint } from '../../../../src/core/run/checkpoint/checkpoint.js';
import { encodeCheckpoint } from '../../../../src/core/run/checkpoint/checkpoint-file.js';
import { headerAt, smallParts } from '../../../helpers/checkpoints.js';
import { temporaryFolder } from '../../../helpers/temporary-folder.js';

/** A part that has this state now, and does something with one that it is given. */
const part = (state: ComponentState, loadState: Stateful['loadState']): Stateful => ({
  saveState: () => state,
  loadState,
});

const file = (t: ExecutionContext) => join(temporaryFolder(t), 'last.safetensors');

test('a part that the file does not know is left as it is, unless it holds tensors now', async (t) => {
  const saved = file(t);
  await saveCheckpoint(saved, headerAt(1), smallParts(1));
  const joining = part({ values: { counted: 3 } }, () => t.fail('nothing was saved for it'));
  await t.notThrowsAsync(loadCheckpoint(saved, { ...smallParts(1), joining }));
  const holding = part({ tensors: { rows: tf.zeros([2]) } }, () => t.fail('nothing was saved for it'));
  await t.throwsAsync(loadCheckpoint(saved, { ...smallParts(1), holding }), { message: /holding is missing/ });
});

test('a bank that was empty when it was saved empties one that holds rows', async (t) => {
  const saved = file(t);
  await saveCheckpoint(saved, headerAt(1), { bank: part({ values: { count: 0 } }, () => undefined) });
  const given: ComponentState[] = [];
  const bank = part({ tensors: { rows: tf.zeros([2]) }, values: { count: 2 } }, (state) => void given.push(state));
  await loadCheckpoint(saved, { bank });
  t.deepEqual(given, [{ tensors: {}, values: { count: 0 } }]);
});

test('a part gets its own tensors only, by their own names', async (t) => {
  const saved = file(t);
  const state = (value: number) => ({ tensors: { 'a/b': tf.scalar(value), c: tf.scalar(value) } });
  const names = ['bank', 'bank-2', 'ban'];
  const parts = Object.fromEntries(names.map((name, i) => [name, part(state(i), () => undefined)]));
  await saveCheckpoint(saved, headerAt(1), parts);
  const given: Record<string, [string, number][]> = {};
  const reading = names.map((name) => {
    const read: Stateful['loadState'] = ({ tensors }) => {
      given[name] = Object.entries(tensors!).map(([key, tensor]) => [key, tensor.dataSync()[0]!]);
    };
    return [name, part({}, read)] as const;
  });
  await loadCheckpoint(saved, Object.fromEntries(reading));
  t.deepEqual(
    given,
    Object.fromEntries(
      names.map((name, i) => [
        name,
        [
          ['a/b', i],
          ['c', i],
        ],
      ]),
    ),
  );
});

test.serial('loading leaves no tensor behind, nor does a part that refuses', async (t) => {
  const saved = file(t);
  await saveCheckpoint(saved, headerAt(1), { bank: part({ tensors: { rows: tf.zeros([2]) } }, () => undefined) });
  const before = tf.memory().numTensors;
  await loadCheckpoint(saved, { bank: part({}, () => undefined) });
  t.is(tf.memory().numTensors, before);
  const refusing = part({}, () => {
    throw new RangeError('too many rows');
  });
  await t.throwsAsync(loadCheckpoint(saved, { bank: refusing }));
  t.is(tf.memory().numTensors, before);
});

test('what a part says against its state names the part, unless it is an error for users already', async (t) => {
  const saved = file(t);
  await saveCheckpoint(saved, headerAt(1), { bank: part({ values: { count: 0 } }, () => undefined) });
  const throwing = (thrown: unknown) =>
    part({}, () => {
      throw thrown;
    });
  const cause = new RangeError('too many rows');
  const error = await t.throwsAsync(loadCheckpoint(saved, { bank: throwing(cause) }), {
    instanceOf: ContrasegError,
    code: 'CONTRASEG_CHECKPOINT_MISMATCH',
    message: /bank: too many rows/,
  });
  t.is(error!.cause, cause);
  await t.throwsAsync(loadCheckpoint(saved, { bank: throwing('no words') }), { message: /bank: no words/ });
  const own = new ContrasegError(damagedCheckpoint('bank.json', 'a page is torn out'));
  t.is(await t.throwsAsync(loadCheckpoint(saved, { bank: throwing(own) })), own);
});

test('types that no part can take over are named, as are those that no checkpoint can hold', async (t) => {
  const saved = file(t);
  const tensors = new Map([['bank/rows', { dtype: 'F64', shape: [1], data: Float64Array.of(1) }]] as const);
  writeFileSync(saved, encodeCheckpoint({ header: headerAt(1), values: {}, tensors }));
  const bank = part({}, () => t.fail('it is no tensor of ours'));
  await t.throwsAsync(loadCheckpoint(saved, { bank }), { message: /bank\/rows has the type F64/ });
  const phases = part({ tensors: { phase: tf.complex([1], [1]) } }, () => undefined);
  await t.throwsAsync(saveCheckpoint(saved, headerAt(1), { phases }), {
    message: 'phases/phase is complex64; a checkpoint holds float32, int32, bool',
  });
});

test('shapes are told as they are written in code', async (t) => {
  const saved = file(t);
  await saveCheckpoint(saved, headerAt(1), smallParts(1, 8));
  await t.throwsAsync(loadCheckpoint(saved, smallParts(1)), {
    message: /model\/kernel is F32 \[2, 4\], expected F32 \[2, 3\]/,
  });
});
