import { deserialize, serialize } from 'node:v8';
import * as tf from '@tensorflow/tfjs';
import type { Collective } from '../interfaces/collective.js';

/** Lengths go as two numbers that float32 holds exactly. */
const LIMB = 2 ** 20;

/**
 * Plain values and typed arrays of every rank, bit for bit, in the order of ranks. Bytes travel as float32, the type that every
 * device's collectives move.
 */
export function gatherValues<T>(value: T, collective: Collective): T[] {
  if (collective.size === 1) return [value];
  const bytes = serialize(value);
  const words = Math.ceil(bytes.length / 4);
  const header = gathered([words % LIMB, Math.floor(words / LIMB), bytes.length % 4], collective);
  const sizes = Array.from({ length: collective.size }, (_, rank) => {
    const [low, high, rest] = header.subarray(3 * rank) as unknown as [number, number, number];
    const all = low + LIMB * high;
    return { words: all, bytes: 4 * all - ((4 - rest) % 4) };
  });
  const room = nextPowerOfTwo(Math.max(...sizes.map((size) => size.words)));
  const padded = new Float32Array(room);
  new Uint8Array(padded.buffer).set(bytes);
  const { buffer, byteOffset } = gathered(padded, collective);
  return sizes.map((size, rank) => deserialize(Buffer.from(buffer, byteOffset + 4 * rank * room, size.bytes)) as T);
}

function gathered(values: ArrayLike<number>, collective: Collective): Float32Array {
  return tf.tidy(() => collective.allGather(tf.tensor1d(values as Float32Array)).dataSync<'float32'>());
}

/** Few different shapes: TensorFlow keeps a record of each. */
export function nextPowerOfTwo(size: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, size)));
}
