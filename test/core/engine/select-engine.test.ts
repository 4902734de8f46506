import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { selectEngine } from '../../../src/core/engine/index.js';
import { ContrasegError } from '../../../src/core/errors/index.js';
import { onEachEngine } from '../../helpers/engines.js';

test.serial('every engine that loads multiplies matrices and leaves nothing behind', async (t) => {
  await onEachEngine((engine) => {
    const product = tf.tidy(() => tf.matMul(tf.ones([2, 3]), tf.ones([3, 2])).dataSync());
    t.deepEqual([...product], [3, 3, 3, 3], engine.name);
  });
});

test.serial('an engine that is asked for several times at once starts', async (t) => {
  const engines = await Promise.all([selectEngine('cpu'), selectEngine('wasm'), selectEngine('wasm')]);
  t.deepEqual(
    engines.map(({ name }) => name),
    ['cpu', 'wasm', 'wasm'],
  );
  t.is(tf.getBackend(), 'wasm');
});

test.serial('auto takes the best engine and says why', async (t) => {
  const engine = await selectEngine('auto');
  t.is(tf.getBackend(), engine.backend);
  t.regex(engine.reason, /best that loads/);
});

for (const name of ['wasm', 'cpu'] as const) {
  test.serial(`${name} refuses to train with other processes`, async (t) => {
    const tasks = [0, 1].map((index) => ({ job: 'worker', index, address: `127.0.0.1:${index}` }));
    const error = await t.throwsAsync(selectEngine(name, { cluster: { tasks, rank: 0 } }), {
      instanceOf: ContrasegError,
    });
    t.is(error.code, 'CONTRASEG_ENGINE_WITHOUT_CLUSTER');
    t.true(
      error.message.includes(`2 processes, which only the native engine can join; ${name}: it computes in one process`),
    );
  });
}
