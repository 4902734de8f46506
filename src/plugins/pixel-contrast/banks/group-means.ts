import * as tf from '@tensorflow/tfjs';
import type { PixelGroup } from '../../../core/interfaces/memory-bank.js';

/** Mean of the finite rows of each group, `[groups, dimension]`; zero where a group has none. Nothing is read of them. */
export function groupMeans(groups: readonly PixelGroup[], embeddings: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const finite = tf.isFinite(embeddings).all(1, true);
    const clean = tf.where<tf.Tensor2D>(finite, embeddings, 0);
    // Every group is padded to the longest: its rows, and what each of them counts.
    const longest = Math.max(1, ...groups.map(({ pixels }) => pixels.length));
    const rows = new Int32Array(groups.length * longest);
    const weights = new Float32Array(rows.length);
    let row = 0;
    groups.forEach(({ pixels }, group) => {
      for (let at = group * longest; at < group * longest + pixels.length; at++) {
        rows[at] = row++;
        weights[at] = 1;
      }
    });
    const counts = tf.tensor3d(weights, [groups.length, 1, longest]);
    const sums = (values: tf.Tensor2D): tf.Tensor2D =>
      tf.tidy(() => {
        const padded = rows.length === values.shape[0] ? values : tf.gather(values, tf.tensor1d(rows, 'int32'));
        return tf.matMul(counts, tf.reshape(padded, [groups.length, longest, -1])).squeeze([1]);
      });
    return tf.div<tf.Tensor2D>(sums(clean), tf.maximum(sums(finite.toFloat()), 1));
  });
}
