import * as tf from '@tensorflow/tfjs';
import type { Collective } from '../../src/core/interfaces/collective.js';
import type { Sample } from './fit.js';

const SIZES = [1e3, 64e3, 1e6, 4e6, 16e6, 64e6];
/** Bytes that are reduced per size, within limits: many repetitions of what is fast. */
const BUDGET = 256e6;

/** The median time of an all-reduce of each size, from when all ranks are ready to when this one has the sum. */
export function timeReduces(collective: Collective): Sample[] {
  const barrier = () => tf.tidy(() => collective.allReduce(tf.scalar(1), 'sum').dataSync());
  return SIZES.map((bytes) => {
    const x = tf.ones([bytes / 4]);
    const repeats = Math.min(60, Math.max(7, Math.round(BUDGET / bytes)));
    const times: number[] = [];
    for (let i = -2; i < repeats; i++) {
      barrier();
      const start = performance.now();
      collective.allReduce(x, 'sum').dispose();
      if (i >= 0) times.push((performance.now() - start) / 1000);
    }
    x.dispose();
    times.sort((a, b) => a - b);
    return { ranks: collective.size, bytes, seconds: times[times.length >> 1]! };
  });
}
