import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { engines, onEachEngine, useEngine } from '../../../helpers/engines.js';

test.serial('a gather takes slices along an axis, of every kind of value, and row by row', async (t) => {
  await onEachEngine(({ name }) => {
    tf.tidy(() => {
      const columns = tf.tensor1d([2, 0], 'int32');
      const numbers = [
        [1, 2, 3],
        [4, 5, 6],
      ];
      for (const dtype of ['float32', 'int32'] as const) {
        const taken = tf.gather(tf.tensor2d(numbers, [2, 3], dtype), columns, 1);
        t.is(taken.dtype, dtype);
        t.deepEqual(
          taken.arraySync(),
          [
            [3, 1],
            [6, 4],
          ],
          name,
        );
      }
      if (name !== 'native-cpu') return; // tfjs reads beyond the table on wasm, and does not take booleans there
      t.deepEqual([...tf.gather(tf.tensor1d([true, false, false], 'bool'), columns).dataSync()], [0, 1]);
      const eachRow = tf.gather(tf.tensor2d(numbers), tf.tensor2d([[2], [1]], [2, 1], 'int32'), 1, 1);
      t.deepEqual(eachRow.arraySync(), [[3], [5]]);
    });
  });
});

test.serial('an index beyond the rows is an error', async (t) => {
  if (!(await engines()).includes('native-cpu')) return t.pass('native-cpu does not load here');
  await useEngine('native-cpu');
  tf.tidy(() => {
    const table = tf.zeros([3, 2]);
    t.throws(() => tf.gather(table, tf.tensor1d([0, 3], 'int32')), { message: /3 is not in \[0, 3\)/ });
  });
});
