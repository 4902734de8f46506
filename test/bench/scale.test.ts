import test from 'ava';
import fc from 'fast-check';
import { blockingStep, hierarchical, overlappedStep, ring } from '../../bench/scale/cost.js';
import { fitLink } from '../../bench/scale/fit.js';

const TEN_GIGABIT = { bandwidth: 1.25e9, hop: 0.2e-3 };

/** Every message of a ring one after the other: each step waits for the slowest of the ranks. */
function simulateRing(ranks: number, bytes: number, { bandwidth, hop }: typeof TEN_GIGABIT): number {
  let clock = 0;
  for (let phase = 0; phase < 2; phase++) {
    for (let step = 0; step < ranks - 1; step++) clock += hop + bytes / ranks / bandwidth;
  }
  return clock;
}

test('a ring costs what its messages cost one after the other', (t) => {
  for (const ranks of [2, 3, 8, 64]) {
    t.true(Math.abs(ring(ranks, 14e6, TEN_GIGABIT) / simulateRing(ranks, 14e6, TEN_GIGABIT) - 1) < 1e-12);
  }
  t.is(Math.round(1000 * ring(8, 14e6, { ...TEN_GIGABIT, hop: 0 })), 20);
  t.is(Math.round(1000 * ring(1024, 264e6, { ...TEN_GIGABIT, hop: 0 })), 422);
  t.is(Math.round(1000 * (ring(1024, 0, TEN_GIGABIT, 3) - 2 * ring(1024, 0, TEN_GIGABIT))), 409, 'latency per bucket');
});

test('two levels are a ring where there is one host, or one rank on each', (t) => {
  const inside = { bandwidth: 1e10, hop: 1e-5 };
  const levels = { inside, between: TEN_GIGABIT };
  t.is(hierarchical(8, 1e6, { ...levels, perHost: 8 }), ring(8, 1e6, inside));
  t.is(hierarchical(8, 1e6, { ...levels, perHost: 1 }), ring(8, 1e6, TEN_GIGABIT));
  const hops = hierarchical(1024, 0, { ...levels, inside: { ...inside, hop: 0 }, perHost: 8 }) / TEN_GIGABIT.hop;
  t.is(Math.round(hops), 254, 'an eighth of the messages cross between hosts');
});

test('overlap leaves the last bucket, or what outlasts the backward pass', (t) => {
  const step = { compute: 1, backward: 0.6 };
  t.is(blockingStep(step, 0.5), 1.5);
  t.is(overlappedStep(step, 0.5, 5), 1.1);
  t.true(Math.abs(overlappedStep(step, 0.9, 90) - 1.3) < 1e-12);
});

test('a fit finds the link that times were made by, and stays near it where they are noisy', (t) => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e8, max: 1e11, noNaN: true }),
      fc.double({ min: 1e-5, max: 1e-2, noNaN: true }),
      fc.array(fc.double({ min: 0.95, max: 1.05, noNaN: true }), { minLength: 12, maxLength: 12 }),
      (bandwidth, hop, noise) => {
        const cells = [2, 4, 8].flatMap((ranks) => [1e3, 1e6, 1e8, 1e10].map((bytes) => ({ ranks, bytes })));
        const exact = cells.map((cell) => ({ ...cell, seconds: ring(cell.ranks, cell.bytes, { bandwidth, hop }) }));
        const found = fitLink(exact);
        t.true(Math.abs(found.bandwidth / bandwidth - 1) < 1e-6);
        t.true(Math.abs(found.hop / hop - 1) < 1e-4);
        const noisy = fitLink(exact.map((sample, i) => ({ ...sample, seconds: sample.seconds * noise[i]! })));
        t.true(Math.abs(noisy.bandwidth / bandwidth - 1) < 0.12);
      },
    ),
    { seed: 14 },
  );
});
