import test from 'ava';
import fc from 'fast-check';
import type { PixelGroup } from '../../../../src/core/interfaces/memory-bank.js';
import type { AnchorSampler } from '../../../../src/core/interfaces/sampler.js';
import { RandomStream } from '../../../../src/core/random/random-stream.js';
import { shareEvenly } from '../../../../src/plugins/pixel-contrast/anchors/quota.js';
import {
  HardestAnchors,
  RandomAnchors,
  ReferenceAnchors,
  SegmentationAwareAnchors,
} from '../../../../src/plugins/pixel-contrast/index.js';
import { labelGrid } from '../../../../src/plugins/pixel-contrast/pixels/label-grid.js';

/** Groups of the given sizes, pixels numbered through; `wrong` marks what the head gets wrong. */
function batch(sizes: readonly (readonly number[])[], wrong: (pixel: number) => boolean = () => false) {
  const groups: PixelGroup[] = [];
  let pixel = 0;
  const truth: number[] = [];
  sizes.forEach((ofImage, image) => {
    ofImage.forEach((size, classId) => {
      const pixels = Int32Array.from({ length: size }, () => pixel++);
      truth.push(...Array<number>(size).fill(classId));
      if (size > 0) groups.push({ image, classId, pixels });
    });
  });
  const predictions = Int32Array.from(truth, (classId, i) => (wrong(i) ? classId + 1 : classId));
  const confidence = () => Float32Array.from(truth, (_, i) => ((i * 7) % 101) / 101);
  return { groups, predictions, confidence };
}

const count = (groups: readonly PixelGroup[], classId: number): number =>
  groups.filter((group) => group.classId === classId).reduce((sum, group) => sum + group.pixels.length, 0);

const stream = (): RandomStream => RandomStream.fromSeed(4);

const samplers: [string, AnchorSampler][] = [
  ['random', RandomAnchors.create({ perClass: 7, maxAnchors: 20 })],
  ['segmentation-aware', SegmentationAwareAnchors.create({ perClass: 7, maxAnchors: 20 })],
  ['hardest', HardestAnchors.create({ perClass: 7, maxAnchors: 20 })],
];

for (const [name, sampler] of samplers) {
  test(`${name} anchors keep the quotas, choose no pixel twice and only pixels of their class`, (t) => {
    const sizes = fc.array(fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 5, maxLength: 5 }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(sizes, fc.nat(), (sizes, seed) => {
        const candidates = batch(sizes, (pixel) => (pixel * 31 + seed) % 3 === 0);
        const chosen = sampler.sample(candidates, RandomStream.fromSeed(seed));
        const present = [...new Set(candidates.groups.map((group) => group.classId))];
        const quota = Math.max(1, Math.min(7, Math.floor(20 / Math.max(1, present.length))));
        const pixels = chosen.flatMap((group) => [...group.pixels]);
        const order = chosen.map((group) => group.classId * 10 + group.image);
        return (
          new Set(pixels).size === pixels.length &&
          order.every((key, i) => i === 0 || order[i - 1]! < key) &&
          present.every((classId) => count(chosen, classId) === Math.min(quota, count(candidates.groups, classId))) &&
          chosen.every((group) => {
            const own = candidates.groups.find((g) => g.image === group.image && g.classId === group.classId)!;
            return group.pixels.every((pixel) => own.pixels.includes(pixel));
          })
        );
      }),
      { seed: 5, numRuns: 500 },
    );
    t.pass();
  });
}

test('a quota is split evenly over the images and a shortfall is redistributed', (t) => {
  t.deepEqual(shareEvenly(10, [20, 20]), [5, 5]);
  t.deepEqual(shareEvenly(10, [2, 20]), [2, 8]);
  t.deepEqual(shareEvenly(50, [3, 4]), [3, 4]);
  t.deepEqual(shareEvenly(4, [9, 9], [3, 0]), [1, 3]);
});

test('segmentation-aware anchors are half wrong, and random where there are too few wrong pixels', (t) => {
  const sampler = SegmentationAwareAnchors.create({ perClass: 40 });
  const hard = (wrongShare: number) => {
    const candidates = batch([[1000], [1000]], (pixel) => pixel % 100 < wrongShare);
    const chosen = sampler.sample(candidates, stream());
    t.is(count(chosen, 0), 40);
    return chosen.flatMap((group) => [...group.pixels]).filter((pixel) => candidates.predictions[pixel] !== 0).length;
  };
  t.is(hard(0), 0);
  const some = hard(10);
  t.true(some >= 20 && some < 28, `${some}`);
  t.is(hard(100), 40);
  const few = SegmentationAwareAnchors.create({ perClass: 40 }).sample(
    batch([[1000]], (pixel) => pixel < 5),
    stream(),
  );
  t.is(few[0]!.pixels.filter((pixel) => pixel < 5).length, 5);
});

test('hardest anchors are the most confident mistakes', (t) => {
  const candidates = batch([[50], [50]], (pixel) => pixel < 20);
  const confidence = candidates.confidence();
  const chosen = HardestAnchors.create({ perClass: 6 }).sample(candidates, stream())[0]!.pixels;
  const best = [...Array(20).keys()].sort((a, b) => confidence[b]! - confidence[a]!).slice(0, 6);
  t.deepEqual([...chosen].sort(), best.sort());
});

test('with more classes than anchors the classes are drawn', (t) => {
  const candidates = batch([Array<number>(30).fill(5)]);
  const classes = new Set<number>();
  for (let seed = 0; seed < 40; seed++) {
    const chosen = RandomAnchors.create({ maxAnchors: 8 }).sample(candidates, RandomStream.fromSeed(seed));
    t.is(chosen.length, 8);
    t.true(chosen.every((group) => group.pixels.length === 1));
    for (const group of chosen) classes.add(group.classId);
  }
  t.is(classes.size, 30);
});

test('reference anchors: V per group above `views` pixels, half wrong and half right', (t) => {
  const wrong = (pixel: number) => pixel % 4 === 0;
  const candidates = batch(
    [
      [200, 100, 101],
      [0, 300, 3],
    ],
    wrong,
  );
  const chosen = ReferenceAnchors.create({ maxAnchors: 60, views: 100 }).sample(candidates, stream());
  t.deepEqual(
    chosen.map((group) => [group.classId, group.image, group.pixels.length, group.pixels.filter(wrong).length]),
    [
      [0, 0, 20, 10],
      [1, 1, 20, 10],
      [2, 0, 20, 10],
    ],
  );
  const views = ReferenceAnchors.create().sample(
    batch([[150]], (pixel) => pixel < 10),
    stream(),
  );
  t.deepEqual([views[0]!.pixels.length, views[0]!.pixels.filter((pixel) => pixel < 10).length], [100, 10]);
});

test('rule 5: labels are read at the centres of the embedding grid, whatever its size', (t) => {
  const labels = Int32Array.from({ length: 7 * 10 }, (_, i) => i % 200);
  const { labels: grid } = labelGrid({ values: labels, shape: [1, 7, 10], ignoreIndex: 255, classCount: 200 }, [3, 4]);
  const expected = [0, 1, 2].flatMap((i) =>
    [0, 1, 2, 3].map((j) => Math.floor(((i + 0.5) * 7) / 3) * 10 + Math.floor(((j + 0.5) * 10) / 4)),
  );
  t.deepEqual([...grid], expected);
});

test('cells of a single label come first where they are preferred', (t) => {
  // 2 x 4 cells of 2 x 2 label pixels; one pixel of the first cell and one of the last belong to class 1.
  const values = new Int32Array(4 * 8);
  values[0] = 1;
  values[31] = 255;
  const maps = { values, shape: [1, 4, 8] as const, ignoreIndex: 255, classCount: 2 };
  const [group] = labelGrid(maps, [2, 4], true).groups;
  t.is(group!.preferred, group!.pixels.length - 1);
  t.is(group!.pixels.at(-1), 0);
  const chosen = RandomAnchors.create({ perClass: 6 }).sample(
    { groups: [group!], predictions: new Int32Array(8), confidence: () => new Float32Array(8) },
    stream(),
  );
  t.false(chosen[0]!.pixels.includes(0));
});
