import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { groupMeans } from '../../../../src/plugins/pixel-contrast/banks/group-means.js';
import { onEachEngine } from '../../../helpers/engines.js';

const group = (...pixels: number[]) => ({ image: 0, classId: 0, pixels: Int32Array.from(pixels) });

test.serial('each group is the mean of its own finite rows, however many the others have', async (t) => {
  await onEachEngine(({ name }) => {
    const rows = tf.tensor2d([
      [1, 0],
      [3, 2],
      [0, 5],
      [Number.NaN, 1],
      [4, 4],
      [Number.POSITIVE_INFINITY, 0],
    ]);
    const means = tf.tidy(() => groupMeans([group(10, 11), group(12), group(13, 14), group(15)], rows));
    t.deepEqual(
      means.arraySync(),
      [
        [2, 1],
        [0, 5],
        [4, 4],
        [0, 0],
      ],
      name,
    );
    tf.dispose([rows, means]);
  });
});
