import { setTimeout } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs';
import type { Collective } from '../interfaces/collective.js';

/** Milliseconds in which what a rank has sent reaches the others. */
const LAST_WORDS = 200;

/** Waits for all ranks before this one ends: whoever ended earlier would look dead to those still at work. */
export async function leave(collective: Collective): Promise<void> {
  if (collective.size === 1) return;
  tf.tidy(() => void collective.allReduce(tf.scalar(0), 'sum').dataSync());
  await setTimeout(LAST_WORDS);
}
