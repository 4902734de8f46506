import test from 'ava';
import fc from 'fast-check';
import { someOfSplit } from '../../../../src/core/data/loading/some-of-split.js';
import type { DatasetSplit, Sample } from '../../../../src/core/interfaces/dataset.js';
import { RandomStreams } from '../../../../src/core/random/random-streams.js';

const whole = (size: number): DatasetSplit => ({
  name: 'train',
  size,
  id: (index) => `image-${index}`,
  file: (index) => `/images/${index}.png`,
  sample: async (index) => ({ id: `image-${index}` }) as Sample,
  label: async (index) => Uint8Array.of(index),
});
const ids = ({ size, id }: DatasetSplit) => Array.from({ length: size }, (_, i) => id(i));

test('some images of a split are distinct, depend on the seed alone, and fewer are among more', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(), fc.nat(), fc.nat(), (size, a, b, seed) => {
      const [few, more] = [a % (size + 1), b % (size + 1)].sort((x, y) => x - y) as [number, number];
      const draw = (count: number) => ids(someOfSplit(whole(size), count, new RandomStreams(seed)));
      t.is(new Set(draw(more)).size, more);
      t.deepEqual(draw(few), draw(more).slice(0, few));
    }),
    { numRuns: 200 },
  );
  const draw = (seed: number) => ids(someOfSplit(whole(100), 10, new RandomStreams(seed)));
  t.notDeepEqual(draw(1), draw(2));
});

test('what a split tells of an image is told of the same image', async (t) => {
  const some = someOfSplit(whole(50), 5, new RandomStreams(3));
  for (const [i, id] of ids(some).entries()) {
    const index = Number(id.replace('image-', ''));
    t.is(some.file!(i), `/images/${index}.png`);
    t.is((await some.sample(i)).id, id);
    t.deepEqual(await some.label!(i), Uint8Array.of(index));
  }
});
