import { RandomStream } from '../core/random/random-stream.js';
import { RandomStreams } from '../core/random/random-streams.js';
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

/** Streams that RandomStreams gave out, whose state is in every checkpoint. */
const given = new WeakSet<RandomStream>();

/**
 * The same, while every RandomStream gives the draws of one stream that begins at `seed`: components that draw alike then
 * agree, wherever their own streams stand. Fails where a stream draws that no RandomStreams gave out.
 */
export function withEqualDraws<T>(what: string, seed: number, body: () => T): T {
  const { uniform, integer } = RandomStream.prototype;
  const { stream, at } = RandomStreams.prototype;
  const shared = RandomStream.fromSeed(seed);
  const noted = (result: RandomStream) => {
    given.add(result);
    return result;
  };
  const check = (drawing: RandomStream) => {
    if (!given.has(drawing))
      fail(`${what} draws from a stream of its own, which no checkpoint holds: take it from RANDOM`);
  };
  RandomStreams.prototype.stream = function (name) {
    return noted(stream.call(this, name));
  };
  RandomStreams.prototype.at = function (name, ...index) {
    return noted(at.call(this, name, ...index));
  };
  RandomStream.prototype.uniform = function () {
    check(this);
    return uniform.call(shared);
  };
  RandomStream.prototype.integer = function (bound) {
    check(this);
    return integer.call(shared, bound);
  };
  try {
    return withoutMathRandom(what, body);
  } finally {
    Object.assign(RandomStream.prototype, { uniform, integer });
    Object.assign(RandomStreams.prototype, { stream, at });
  }
}
