import test from 'ava';
import { BatchLoader } from '../../../../src/core/data/loading/loader.js';
import { ContrasegError } from '../../../../src/core/errors/index.js';
import type { DatasetSplit } from '../../../../src/core/interfaces/dataset.js';
import type { Transform } from '../../../../src/core/interfaces/transform.js';
import { RandomStreams } from '../../../../src/core/random/random-streams.js';

/** Images of one pixel, whose red is their number. */
const split: DatasetSplit = {
  name: 'train',
  size: 13,
  id: String,
  sample: async (index) => ({
    id: String(index),
    width: 1,
    height: 1,
    image: Uint8Array.of(index, 0, 0),
    label: Uint8Array.of(0),
  }),
};

/** Writes a draw into the green channel. */
const draw: Transform = {
  apply: async (sample, { random }) => ({ ...sample, image: Uint8Array.of(sample.image[0]!, random.integer(256), 0) }),
};

function loader(rank: number, size: number): BatchLoader {
  const random = new RandomStreams(3);
  const collective = { rank, size };
  return new BatchLoader(split, {
    batchSize: 6,
    transforms: [draw],
    random,
    ignoreIndex: 255,
    classCount: 1,
    collective,
  });
}

for (const size of [2, 3, 6]) {
  test(`the parts of ${size} ranks are the batch of one process, augmentation included`, async (t) => {
    const one = loader(0, 1);
    const ranks = Array.from({ length: size }, (_, rank) => loader(rank, size));
    for (const each of [one, ...ranks]) await each.startAt(3);
    for (let i = 0; i < 5; i++) {
      const parts = await Promise.all(ranks.map((rank) => rank.next()));
      const { images, ids } = await one.next();
      t.deepEqual(
        parts.flatMap((part) => [...part.images]),
        [...images],
      );
      t.deepEqual(
        parts.flatMap((part) => part.ids),
        ids,
      );
    }
    t.deepEqual(new Set(ranks.map(({ iterationsPerEpoch }) => iterationsPerEpoch)), new Set([one.iterationsPerEpoch]));
    for (const each of [one, ...ranks]) await each.close();
  });
}

test('a batch that the ranks cannot divide is refused', (t) => {
  const error = t.throws(() => loader(0, 4), { instanceOf: ContrasegError });
  t.is(
    error.message,
    'CONTRASEG_INDIVISIBLE_BATCH trainer.batchSize: a batch of 6 images cannot be divided by 4 processes.\n' +
      '  batchSize counts the images of all processes: write 4 or 8, or start 3 processes',
  );
});
