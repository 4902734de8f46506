import test from 'ava';
import type { PixelGroup } from '../../../../src/core/interfaces/memory-bank.js';
import type { AnchorCandidates, AnchorSampler } from '../../../../src/core/interfaces/sampler.js';
import { RandomStream } from '../../../../src/core/random/random-stream.js';
import {
  HardestAnchors,
  RandomAnchors,
  ReferenceAnchors,
  SegmentationAwareAnchors,
} from '../../../../src/plugins/pixel-contrast/index.js';
import { tally, uniformChiSquare } from '../../../helpers/chi-square.js';

/** One class per entry in one image, pixels numbered through; the first `wrong` of each class are mistakes. */
function classesOf(sizes: readonly number[], wrong: readonly number[] = [], preferred?: number): AnchorCandidates {
  let start = 0;
  const predictions: number[] = [];
  const groups = sizes.map((size, classId): PixelGroup => {
    const pixels = Int32Array.from({ length: size }, (_, i) => start + i);
    for (let i = 0; i < size; i++) predictions.push(i < (wrong[classId] ?? 0) ? classId + 1 : classId);
    start += size;
    return { image: 0, classId, pixels, preferred };
  });
  const confidence = () => Float32Array.from(predictions, (_, pixel) => pixel / 1000);
  return { groups, predictions: Int32Array.from(predictions), confidence };
}

const stream = (): RandomStream => RandomStream.fromSeed(8);
const sizesOf = (groups: readonly PixelGroup[]): number[] => groups.map(({ pixels }) => pixels.length);

test('hardFraction is the share of anchors from mistakes; the rest comes from all pixels left', (t) => {
  for (const [hardFraction, least] of [
    [0, 0],
    [0.25, 10],
    [0.5, 20],
    [0.9, 36],
    [1, 40],
  ] as const) {
    const sampler = SegmentationAwareAnchors.create({ perClass: 40, hardFraction });
    const random = stream();
    // 100 mistakes among 10,000 pixels: the rest of the anchors is hardly ever one of them.
    const found = Array.from({ length: 50 }, () => {
      const [chosen] = sampler.sample(classesOf([10_000], [100]), random);
      t.is(new Set(chosen!.pixels).size, 40);
      return chosen!.pixels.filter((pixel) => pixel < 100).length;
    });
    t.true(found.every((count) => count >= least));
    const mean = found.reduce((a, b) => a + b, 0) / found.length - least;
    const expected = (40 - least) / 100;
    t.true(Math.abs(mean - expected) < 0.35, `${hardFraction}: ${mean} more than ${least}, expected ${expected}`);
  }
  t.is(sizesOf(SegmentationAwareAnchors.create({ perClass: 3 }).sample(classesOf([9], [9]), stream()))[0], 3);
});

const samplers: [string, (options: { perClass?: number; maxAnchors?: number }) => AnchorSampler][] = [
  ['random', (options) => RandomAnchors.create(options)],
  ['segmentation-aware', (options) => SegmentationAwareAnchors.create(options)],
  ['hardest', (options) => HardestAnchors.create(options)],
];

for (const [name, create] of samplers) {
  test(`${name} anchors: 50 per class and 1024 in all by default, or what the options say`, (t) => {
    const sizes = (options: object, classes: number, size = 60) =>
      sizesOf(create(options).sample(classesOf(Array<number>(classes).fill(size), [5, 5]), stream()));
    t.deepEqual(sizes({}, 3), [50, 50, 50]);
    t.deepEqual(sizes({}, 41), Array<number>(41).fill(24));
    t.deepEqual(sizes({ perClass: 7 }, 2), [7, 7]);
    t.deepEqual(sizes({ maxAnchors: 11 }, 3), [3, 3, 3]);
    t.deepEqual(sizes({ maxAnchors: 3 }, 3), [1, 1, 1]);
    t.deepEqual(create({}).sample(classesOf([]), stream()), []);
  });

  test(`${name} anchors prefer pure cells, and take others only where they are too few`, (t) => {
    const chosen = (perClass: number, wrong: number) =>
      [...create({ perClass }).sample(classesOf([40], [wrong], 20), stream())[0]!.pixels].sort((a, b) => a - b);
    t.true(chosen(12, 0).every((pixel) => pixel < 20));
    t.true(chosen(12, 12).every((pixel) => pixel < 20));
    // All 20 of them, and ten others.
    t.deepEqual(chosen(30, 0).slice(0, 20), [...Array(20).keys()]);
    t.is(chosen(30, 0).length, 30);
  });
}

test('mistakes keep the preference of the group that they are taken from', (t) => {
  // Pixels 0-5 are pure; 4-9 are mistakes, so 4 and 5 are the pure mistakes.
  const groups = [{ image: 0, classId: 0, pixels: Int32Array.from({ length: 12 }, (_, i) => i), preferred: 6 }];
  const predictions = Int32Array.from({ length: 12 }, (_, i) => Number(i >= 4 && i < 10));
  // The least pure mistakes are the most confident.
  const confidence = () => Float32Array.from(predictions, (_, i) => i / 12);
  for (const sampler of [
    SegmentationAwareAnchors.create({ perClass: 4, hardFraction: 0.5 }),
    HardestAnchors.create({ perClass: 2 }),
  ]) {
    for (let seed = 0; seed < 20; seed++) {
      const [chosen] = sampler.sample({ groups, predictions, confidence }, RandomStream.fromSeed(seed));
      t.true(chosen!.pixels.includes(4) && chosen!.pixels.includes(5), `${chosen!.pixels}`);
      t.true(
        chosen!.pixels.every((pixel) => pixel < 6),
        `${chosen!.pixels}`,
      );
    }
  }
});

test('where pure mistakes run out, the most confident of the others follow', (t) => {
  const groups = [{ image: 0, classId: 0, pixels: Int32Array.from({ length: 12 }, (_, i) => i), preferred: 6 }];
  const predictions = Int32Array.from({ length: 12 }, (_, i) => Number(i >= 4 && i < 10));
  const best = (confidenceOf: (pixel: number) => number) => {
    const confidence = () => Float32Array.from(predictions, (_, pixel) => confidenceOf(pixel));
    const [chosen] = HardestAnchors.create({ perClass: 4 }).sample({ groups, predictions, confidence }, stream());
    return [...chosen!.pixels];
  };
  t.deepEqual(
    best((pixel) => pixel / 12),
    [5, 4, 9, 8],
  );
  t.deepEqual(
    best((pixel) => 1 - pixel / 12),
    [4, 5, 6, 7],
  );
});

test('shares outside of 0 to 1 and counts below 1 are refused', (t) => {
  for (const hardFraction of [-0.1, 1.1]) t.throws(() => SegmentationAwareAnchors.create({ hardFraction }));
  for (const counts of [{ perClass: 0 }, { maxAnchors: 0 }, { maxAnchors: 1.5 }]) {
    for (const [, create] of samplers) t.throws(() => create(counts));
  }
  for (const counts of [{ views: 0 }, { maxAnchors: 0 }]) t.throws(() => ReferenceAnchors.create(counts));
});

test('hardest anchors: confident mistakes first, then, where mistakes run out, others at random', (t) => {
  const random = stream();
  const counts = tally(3000, () => {
    const [chosen] = HardestAnchors.create({ perClass: 4 }).sample(classesOf([13], [3]), random);
    t.deepEqual([...chosen!.pixels.slice(0, 3)], [2, 1, 0]);
    return chosen!.pixels.slice(3).join();
  });
  t.is(counts.size, 10);
  // p = 1e-4 with 9 degrees of freedom.
  t.true(uniformChiSquare([...counts.values()]) < 33.7);
  const even: AnchorCandidates = { ...classesOf([6], [6]), confidence: () => new Float32Array(6).fill(0.5) };
  t.deepEqual([...HardestAnchors.create({ perClass: 3 }).sample(even, random)[0]!.pixels], [0, 1, 2]);
});

test('drawn classes come in ascending order, each as often as any other', (t) => {
  const random = stream();
  const counts = tally(6000, () => {
    const classes = RandomAnchors.create({ maxAnchors: 3 }).sample(classesOf(Array<number>(12).fill(2)), random);
    const ids = classes.map(({ classId }) => classId);
    t.true(ids.every((id, i) => i === 0 || ids[i - 1]! < id));
    return ids[random.integer(3)];
  });
  t.is(counts.size, 12);
  // p = 1e-4 with 11 degrees of freedom.
  t.true(uniformChiSquare([...counts.values()]) < 37.4);
});

test('reference anchors fill up with the other kind where one is scarce', (t) => {
  const shares = (size: number, wrong: number, options: object) => {
    const groups = ReferenceAnchors.create(options).sample(classesOf([size], [wrong]), stream());
    return groups.map(({ pixels }) => [pixels.length, pixels.filter((pixel) => pixel < wrong).length]);
  };
  t.deepEqual(shares(100, 50, {}), [], 'just as many pixels as views');
  t.deepEqual(shares(101, 50, {}), [[100, 50]]);
  t.deepEqual(shares(200, 190, {}), [[100, 90]]);
  t.deepEqual(shares(200, 200, {}), [[100, 100]]);
  t.deepEqual(shares(200, 0, {}), [[100, 0]]);
  t.deepEqual(shares(30, 20, { views: 5 }), [[5, 2]]);
  t.deepEqual(shares(30, 27, { views: 5 }), [[5, 2]]);
  t.deepEqual(shares(30, 28, { views: 5 }), [[5, 3]]);
  t.deepEqual(shares(200, 100, { maxAnchors: 7 }), [[7, 3]]);
  const two = ReferenceAnchors.create({ maxAnchors: 31, views: 20 }).sample(classesOf([40, 40], [9, 0]), stream());
  t.deepEqual(sizesOf(two), [15, 15]);
  t.deepEqual(ReferenceAnchors.create().sample(classesOf([5]), stream()), []);
});
