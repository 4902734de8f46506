import test from 'ava';
import fc from 'fast-check';
import { RandomStream } from '../../../src/core/random/random-stream.js';
import { deriveSeed, RandomStreams } from '../../../src/core/random/random-streams.js';

test('choose draws different indices below the size, in number the smaller of count and size', (t) => {
  fc.assert(
    fc.property(fc.integer(), fc.nat(60), fc.nat(60), (seed, count, size) => {
      const chosen = RandomStream.fromSeed(seed).choose(count, size);
      t.is(chosen.length, Math.min(count, size));
      t.is(new Set(chosen).size, chosen.length);
      t.true(chosen.every((index) => index >= 0 && index < size));
    }),
  );
});

test('choose takes every pair equally often', (t) => {
  const stream = RandomStream.fromSeed(3);
  const counts = new Map<string, number>();
  const draws = 12_000;
  for (let i = 0; i < draws; i++) {
    const key = stream.choose(2, 4).join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const expected = draws / 12;
  const chi2 = [...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  t.is(counts.size, 12);
  t.true(chi2 < 37.4, `chi-square ${chi2} with 11 degrees of freedom (p = 1e-4 at 37.4)`);
});

test('a restored stream goes on where it was saved', (t) => {
  const stream = RandomStream.fromSeed(7);
  stream.uniform();
  const { state } = stream;
  const expected = [stream.uniform(), stream.integer(1000), stream.normal()];
  const other = RandomStream.fromSeed(0);
  other.restore(state);
  t.deepEqual([other.uniform(), other.integer(1000), other.normal()], expected);
});

test('streams of other names and seeds are unrelated, and drawing from one moves no other', (t) => {
  const streams = new RandomStreams(1);
  streams.stream('anchors').uniform();
  const undisturbed = new RandomStreams(1).stream('examples').uniform();
  t.is(streams.stream('examples').uniform(), undisturbed);
  const seeds = new Set([
    deriveSeed(1, 'a'),
    deriveSeed(2, 'a'),
    deriveSeed(1, 'b'),
    deriveSeed(1, 'a', 0),
    deriveSeed(1, 'a', 1),
  ]);
  t.is(seeds.size, 5);
});

test('components keep their stream objects when the streams are restored', (t) => {
  const streams = new RandomStreams(5);
  const held = streams.stream('anchors');
  const saved = streams.saveState();
  const expected = held.uniform();
  streams.loadState(saved);
  t.is(held.uniform(), expected);
});

test('seeds and draws are pinned: another generator or hash would give every run other weights', (t) => {
  t.deepEqual(
    [deriveSeed(1, 'anchors'), deriveSeed(7, 'batches', 3, 41), deriveSeed(0, '')],
    [1129733996, 942962721, -30799428],
  );
  const stream = new RandomStreams(1).stream('anchors');
  t.is(stream.integer(1e6), 749651);
  t.is(stream.uniform(), 0.24359850840691355);
  t.true(Math.abs(stream.normal() - 0.2293411733194905) < 1e-12);
  t.deepEqual([...stream.choose(3, 100)], [88, 14, 99]);
  t.deepEqual([...stream.permutation(5)], [2, 0, 1, 4, 3]);
  const firsts = Array.from({ length: 100 }, (_, seed) => RandomStream.fromSeed(seed).uniform());
  t.is(new Set(firsts).size, 100);
});

test('a state without streams restores none', (t) => {
  const streams = new RandomStreams(5);
  streams.loadState({});
  t.deepEqual(streams.saveState(), { values: {} });
});
