import { isDeepStrictEqual } from 'node:util';
import type { AnchorSampler } from '../core/interfaces/sampler.js';
import { RandomStream } from '../core/random/random-stream.js';
import { withoutMathRandom } from './draws.js';
import { CLASSES, checkChosen, copyGroups, GRIDS, type PixelGrid } from './pixel-grid.js';
import { fail, suite } from './suite.js';

const SEEDS = [1, 2, 3, 4];

/**
 * Tries an anchor sampler on batches with all classes, one, some in one image only, a single labelled pixel and none:
 * pixels of the right class and image, none twice, in the order class, image, the same for the same stream, and what it is
 * given left alone. Throws an AssertionError that says what is wrong; runs in any test framework.
 * @param create makes a new, equal sampler at each call; groups have about 140 pixels, half of them predicted wrongly
 */
export function testAnchorSampler(create: () => AnchorSampler): Promise<void> {
  return suite('anchor sampler', () => {
    const [sampler, twin] = [create(), create()];
    for (const grid of GRIDS) {
      const first = SEEDS.map((seed) => sample(sampler, grid, seed));
      const hint = 'draw from the given stream and keep no state';
      SEEDS.forEach((seed, i) => {
        const again = sample(sampler, grid, seed);
        if (!isDeepStrictEqual(again, first[i])) fail(`${grid.situation}: a second call chooses other pixels: ${hint}`);
        const other = sample(twin, grid, seed);
        if (!isDeepStrictEqual(other, first[i]))
          fail(`${grid.situation}: an equal sampler chooses other pixels: ${hint}`);
      });
    }
    const anchors = sample(sampler, GRIDS[0]!, 1).reduce((sum, { pixels }) => sum + pixels.length, 0);
    if (anchors === 0) fail(`sample chooses 0 anchors of a batch with all classes`);
  });
}

function sample(sampler: AnchorSampler, grid: PixelGrid, seed: number) {
  const { situation, cells } = grid;
  const random = RandomStream.fromSeed(99);
  const groups = copyGroups(grid.groups);
  const predictions = Int32Array.from({ length: cells }, () => random.integer(CLASSES));
  for (const { classId, pixels } of groups) for (const p of pixels) if (p % 2 === 0) predictions[p] = classId;
  const confidence = Float32Array.from({ length: cells }, () => random.between(1 / CLASSES, 1));
  const given = structuredClone({ groups, predictions, confidence });

  const candidates = { groups, predictions, confidence: () => confidence };
  const anchors = withoutMathRandom('sample', () => sampler.sample(candidates, RandomStream.fromSeed(seed)));

  if (!isDeepStrictEqual({ groups, predictions, confidence }, given))
    fail(`${situation}: sample overwrites its candidates`);
  checkChosen('sample', anchors, grid);
  anchors.forEach(({ classId, image }, i) => {
    const previous = anchors[i - 1];
    if (!previous) return;
    if (classId < previous.classId || (classId === previous.classId && image <= previous.image)) {
      const [is, was] = [`class ${classId} in image ${image}`, `class ${previous.classId} in image ${previous.image}`];
      fail(`${situation}: sample returns ${is} after ${was}; the order is class, then image`);
    }
  });
  return anchors.map(({ image, classId, pixels }) => ({ image, classId, pixels: pixels.slice() }));
}
