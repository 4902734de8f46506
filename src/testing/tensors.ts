import * as tf from '@tensorflow/tfjs';
import { fail } from './suite.js';

/**
 * Fails where every one of the last few repetitions leaves a tensor more behind. What comes first may fill caches: growth
 * that ends, or that a later repetition takes back, is no leak.
 * @param settling repetitions before the count begins
 */
export function checkSettled(what: string, settling: number, repeat: (i: number) => void): void {
  for (let i = 0; i < settling; i++) repeat(i);
  const counts = [tf.memory().numTensors];
  for (let i = 0; i < 4; i++) {
    repeat(settling + i);
    counts.push(tf.memory().numTensors);
  }
  if (counts.every((count, i) => i === 0 || count > counts[i - 1]!)) {
    fail(`every ${what} leaves tensors behind: there are ${counts.join(', ')} from one to the next`);
  }
}
