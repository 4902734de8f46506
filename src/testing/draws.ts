import { RandomStream } from '../core/random/random-stream.js';
import { fail } from './suite.js';

/**
 * Runs `body` and fails where it calls Math.random, which no seed and no checkpoint knows of.
 * @param what names the call, e.g. `choose`
 */
export function withoutMathRandom<T>(what: string, body: () => T): T {
  const original = Math.random;
  let calls = 0;
  Math.random = () => {
    calls++;
    return original();
  };
  let result: T;
  try {
    result = body();
  } finally {
    Math.random = original;
  }
  if (calls > 0) fail(`${what} calls Math.random (${calls} times): draw from the random streams alone`);
  return result;
}

/**
 * The same, while every RandomStream gives the draws of one stream that begins at `seed`: components that draw alike then
 * agree, wherever their own streams stand.
 */
export function withEqualDraws<T>(what: string, seed: number, body: () => T): T {
  const { uniform, integer } = RandomStream.prototype;
  const shared = RandomStream.fromSeed(seed);
  RandomStream.prototype.uniform = () => uniform.call(shared);
  RandomStream.prototype.integer = (bound) => integer.call(shared, bound);
  try {
    return withoutMathRandom(what, body);
  } finally {
    Object.assign(RandomStream.prototype, { uniform, integer });
  }
}
