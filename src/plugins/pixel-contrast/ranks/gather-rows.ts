import * as tf from '@tensorflow/tfjs';
import { nextPowerOfTwo } from '../../../core/distributed/gather-values.js';
import type { Collective } from '../../../core/interfaces/collective.js';

/**
 * Rows of all ranks in one order that all know. Every rank takes part, also one that has none.
 *
 * The gradient of a row goes to the rank that has it, times the number of ranks: each of them computes the same loss from the
 * same rows, and the trainer averages what they find.
 * @param own rows of this rank, `[n, dimension]`, in that order
 * @param ranks which rank each row comes from
 * @returns `[ranks.length, dimension]`
 */
export function gatherRows(own: tf.Tensor2D, ranks: readonly number[], collective: Collective): tf.Tensor2D {
  const { rank, size } = collective;
  if (size === 1) return own.clone();
  const counts = new Array<number>(size).fill(0);
  const places = ranks.map((from) => [from, counts[from]!++] as const);
  const room = nextPowerOfTwo(Math.max(...counts));
  const positions = [...ranks.keys()].filter((position) => ranks[position] === rank);
  const gather = tf.customGrad((x) => {
    const rows = x as tf.Tensor2D;
    const padding: [number, number][] = [
      [0, room - counts[rank]!],
      [0, 0],
    ];
    const all = collective.allGather(tf.pad(rows, padding));
    const indices = Int32Array.from(places, ([from, place]) => from * room + place);
    const value = tf.gather(all, tf.tensor1d(indices, 'int32'));
    const gradFunc = (dy: tf.Tensor) => tf.gather(dy, tf.tensor1d(positions, 'int32')).mul(size);
    return { value, gradFunc };
  });
  return gather(own) as tf.Tensor2D;
}
