import * as tf from '@tensorflow/tfjs';
import type { Collective } from '../../src/core/interfaces/collective.js';

class Unanswered extends Error {}

/**
 * Runs what all ranks do together in one process: each runs until a gather that not all have come to, and again from the start
 * once they have. What it does must depend on nothing but gathers.
 * @returns what each rank returned or threw
 */
export function replayRanks<T>(size: number, body: (collective: Collective, rank: number) => T): (T | Error)[] {
  const gathers: tf.Tensor[][] = [];
  for (;;) {
    const results = Array.from({ length: size }, (_, rank) => runRank(size, rank, gathers, body));
    if (!results.some((result) => result instanceof Unanswered)) return results;
  }
}

function runRank<T>(size: number, rank: number, gathers: tf.Tensor[][], body: (c: Collective, rank: number) => T) {
  let next = 0;
  const refuse = () => {
    throw new Error('only gathers are replayed');
  };
  const allGather = <X extends tf.Tensor>(x: X): X => {
    if (next === gathers.length) gathers.push([]);
    const call = gathers[next++]!;
    call[rank] ??= tf.keep(x.clone());
    if (Array.from(call).filter(Boolean).length < size) throw new Unanswered();
    return tf.concat(call) as X;
  };
  try {
    return body({ rank, size, allGather, allReduce: refuse, broadcast: refuse }, rank);
  } catch (error) {
    return error as Error;
  }
}
