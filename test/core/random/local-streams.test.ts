import test from 'ava';
import { RandomStreams } from '../../../src/core/random/random-streams.js';

/** The first draws of a stream of a rank in a step. */
function draws(rank: number, iteration: number): number[] {
  const random = new RandomStreams(5);
  random.beginStep(rank, iteration);
  const stream = random.scoped('losses[1]').local('anchors');
  return [stream.integer(1e6), stream.integer(1e6)];
}

test('a local stream is that of one process on rank 0', (t) => {
  const stream = new RandomStreams(5).stream('losses[1].anchors');
  t.deepEqual(draws(0, 7), [stream.integer(1e6), stream.integer(1e6)]);
});

test('other ranks draw differently from each other, and anew in each step', (t) => {
  const all = [draws(0, 0), draws(1, 0), draws(2, 0), draws(1, 1)].map(String);
  t.is(new Set(all).size, 4);
  t.deepEqual(draws(1, 1), draws(1, 1));
});

test('a local stream of another rank goes on within a step and is in no checkpoint', (t) => {
  const random = new RandomStreams(5);
  random.beginStep(1, 0);
  const first = random.local('dropout').integer(1e6);
  t.not(random.local('dropout').integer(1e6), first);
  t.deepEqual(random.saveState().values, {});
});
