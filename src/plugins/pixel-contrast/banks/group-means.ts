import * as tf from '@tensorflow/tfjs';
import type { PixelGroup } from '../../../core/interfaces/memory-bank.js';
import { finiteRows } from './class-queues.js';

/** Mean of the finite rows of each group, `[groups, dimension]`; zero where a group has none. */
export function groupMeans(groups: readonly PixelGroup[], embeddings: tf.Tensor2D): tf.Tensor2D {
  const finite = finiteRows(embeddings);
  const longest = Math.max(1, ...groups.map(({ pixels }) => pixels.length));
  // Every group is padded to the longest: its rows, and what each of them counts.
  const rows = new Int32Array(groups.length * longest);
  const shares = new Float32Array(rows.length);
  let row = 0;
  groups.forEach(({ pixels }, group) => {
    const used = finite.slice(row, row + pixels.length).filter(Boolean).length;
    for (let at = group * longest; at < group * longest + pixels.length; at++, row++) {
      rows[at] = row;
      if (finite[row]) shares[at] = 1 / used;
    }
  });
  const clean = finite.every(Boolean)
    ? embeddings
    : tf.where(tf.isFinite(embeddings), embeddings, tf.zerosLike(embeddings));
  const even = rows.length === embeddings.shape[0];
  const padded = even ? clean : tf.gather(clean, tf.tensor1d(rows, 'int32'));
  const means = tf.matMul(
    tf.tensor3d(shares, [groups.length, 1, longest]),
    tf.reshape(padded, [groups.length, longest, -1]),
  );
  return tf.squeeze(means, [1]);
}
