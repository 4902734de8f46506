import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import test, { type ExecutionContext } from 'ava';
import { ContrasegError } from '../../../../src/core/errors/index.js';
import type { JsonValue, Stateful } from '../../../../src/core/interfaces/stateful.js';
import { RandomStreams } from '../../../../src/core/random/random-streams.js';
import { loadCheckpoint, type StatefulParts, saveCheckpoint } from '../../../../src/core/run/checkpoint/checkpoint.js';
import { VariablesState } from '../../../../src/core/run/checkpoint/variables-state.js';
import { Adam } from '../../../../src/plugins/optimizers/adam.js';
import { ClassQueues } from '../../../../src/plugins/pixel-contrast/banks/class-queues.js';
import { headerAt, smallParts, weightOf } from '../../../helpers/checkpoints.js';
import { temporaryFolder } from '../../../helpers/temporary-folder.js';

/** A part whose state is what a test says. */
const saying = (tensors: Record<string, tf.Tensor>, values?: Record<string, JsonValue>): Stateful => ({
  saveState: () => ({ tensors, values }),
  loadState: () => undefined,
});

async function refusal(t: ExecutionContext, saved: StatefulParts, loaded: StatefulParts): Promise<string> {
  const file = join(temporaryFolder(t), 'last.safetensors');
  await saveCheckpoint(file, headerAt(1), saved);
  const error = await t.throwsAsync(loadCheckpoint(file, loaded), { instanceOf: ContrasegError });
  return error!.message;
}

test('parts get back what they saved: floats, integers, booleans and values', async (t) => {
  const file = join(temporaryFolder(t), 'last.safetensors');
  await saveCheckpoint(file, headerAt(3, 0.25), smallParts(4));
  const parts = smallParts(9);
  t.deepEqual(await loadCheckpoint(file, parts), headerAt(3, 0.25));
  t.is(weightOf(parts), 4);
  t.deepEqual(parts.stopping.loaded, { best: 4 });
  const given: [string, number[]][] = [];
  const flags: Stateful = {
    saveState: () => ({ tensors: { on: tf.tensor1d([true, false], 'bool') } }),
    loadState: ({ tensors }) => void given.push([tensors!.on!.dtype, [...tensors!.on!.dataSync()]]),
  };
  await saveCheckpoint(file, headerAt(3), { flags });
  await loadCheckpoint(file, { flags });
  t.deepEqual(given, [['bool', [1, 0]]]);
});

test('variables of another type or shape, missing ones and missing parts are all listed, and nothing is loaded', async (t) => {
  const variable = (tensor: tf.Tensor) => tf.variable(tensor);
  const saved = {
    model: saying({ a: tf.zeros([2], 'int32'), b: tf.zeros([3]) }),
  };
  const a = variable(tf.ones([2]));
  const state = new VariablesState(
    new Map([
      ['a', a],
      ['b', variable(tf.ones([2]))],
      ['c', variable(tf.ones([1]))],
    ]),
  );
  const message = await refusal(t, saved, { model: state, banks: state });
  t.regex(message, /^CONTRASEG_CHECKPOINT_MISMATCH/);
  t.regex(message, /model\/a is I32 \[2\], expected F32 \[2\]/);
  t.regex(message, /model\/b is F32 \[3\], expected F32 \[2\]/);
  t.regex(message, /model\/c is missing/);
  t.regex(message, /banks is missing/);
  t.deepEqual([...a.dataSync()], [1, 1]);
});

test('what optimizers, random streams and banks cannot take over is one error that names the part', async (t) => {
  const parameter = { name: 'k', variable: tf.variable(tf.ones([2])), group: 'head', decay: false } as const;
  const optimizer = Adam.create().setup([parameter]);
  const slots = { 'mean/k': tf.ones([2]), 'square/k': tf.ones([2]) };
  for (const [state, reason] of [
    [
      saying({ ...slots, 'square/k': tf.ones([3]) }, { steps: 1 }),
      /optimizer: square\/k is float32 \[3\], expected float32 \[2\]/,
    ],
    [saying({ ...slots, 'mean/k': tf.ones([2], 'int32') }, { steps: 1 }), /optimizer: mean\/k is int32/],
    [saying({ 'mean/k': slots['mean/k'] }, { steps: 1 }), /optimizer: square\/k is missing/],
    [saying(slots, { steps: 'x' }), /optimizer: steps is "x"/],
  ] as const) {
    t.regex(await refusal(t, { optimizer: state }, { optimizer }), reason);
  }
  for (const stream of [[1, 2, 3], 'abcd', null, [1, 2, 3, 0.5]]) {
    const random = saying({}, { data: stream });
    t.regex(await refusal(t, { random }, { random: new RandomStreams(1) }), /random: the stream data has the state/);
  }
  const queues = new ClassQueues(4, { classCount: 2, dimension: 3 } as never);
  const sizes = { capacity: 4, classCount: 2, dimension: 3 };
  for (const [tensors, pointers, reason] of [
    [{ '0/0': tf.ones([2, 5]) }, [2, 0], /0\/0 is float32 \[2,5\], expected float32 \[rows, 3\]/],
    [{ '0/0': tf.ones([2, 3], 'int32') }, [2, 0], /0\/0 is int32/],
    [{ '0/0': tf.ones([5, 3]) }, [0, 0], /a ring of 4 rows/],
    [{ '0/0': tf.ones([2, 3]) }, [3, 0], /go on at 3/],
    [{}, [0, -1], /go on at -1/],
    [{}, [0], /go on at undefined/],
    [{}, 7, /pointers are 7/],
  ] as const) {
    const banks = saying(tensors as never, { ...sizes, pointers: pointers as never });
    t.regex(await refusal(t, { banks }, { banks: queues }), reason);
  }
});

test('a tensor that no checkpoint can hold is named before anything is written', async (t) => {
  const file = join(temporaryFolder(t), 'last.safetensors');
  writeFileSync(file, 'old');
  const part = saying({ phase: tf.complex([1], [1]) });
  await t.throwsAsync(saveCheckpoint(file, headerAt(1), { part }), { message: /part\/phase is complex64/ });
  t.is(readFileSync(file, 'utf8'), 'old');
});
