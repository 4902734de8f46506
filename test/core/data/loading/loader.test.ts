import test from 'ava';
import { BatchLoader, type LoaderOptions } from '../../../../src/core/data/loading/loader.js';
import type { Transform } from '../../../../src/core/interfaces/transform.js';
import { RandomStreams } from '../../../../src/core/random/random-streams.js';
import { Shapes } from '../../../../src/plugins/datasets/shapes.js';
import { Photometric } from '../../../../src/plugins/transforms/photometric.js';
import { RandomCrop } from '../../../../src/plugins/transforms/random-crop.js';
import { RandomFlip } from '../../../../src/plugins/transforms/random-flip.js';
import { RandomScale } from '../../../../src/plugins/transforms/random-scale.js';

const shapes = await Shapes.create({ size: 48, images: { train: 11 } }).open();
const train = shapes.split('train');

function loader(options: Partial<LoaderOptions> = {}, seed = 7): BatchLoader {
  return new BatchLoader(train, {
    batchSize: 4,
    ignoreIndex: 255,
    classCount: 5,
    random: new RandomStreams(seed),
    transforms: [
      RandomScale.create({ min: 0.6, max: 1.6 }),
      RandomCrop.create({ height: 40, width: 32 }),
      RandomFlip.create(),
      Photometric.create(),
    ],
    ...options,
  });
}

async function take(from: BatchLoader, count: number) {
  const batches = [];
  for (let i = 0; i < count; i++) batches.push(await from.next());
  await from.close();
  return batches;
}

test('the batches are the same byte for byte with 1 and with 4 workers, cached or not', async (t) => {
  const one = await take(loader({ workers: 1, prefetch: 1 }), 6);
  t.deepEqual(await take(loader({ workers: 4 }), 6), one);
  t.deepEqual(await take(loader({ workers: 4, cache: true }), 6), one);
  t.notDeepEqual(await take(loader({}, 8), 6), one);
});

test('a loader that starts at an iteration goes on with the very batches of one that ran there', async (t) => {
  const whole = await take(loader(), 7);
  const resumed = loader();
  await resumed.startAt(4);
  t.deepEqual(await take(resumed, 3), whole.slice(4));
});

test('an epoch shows no sample twice and drops the incomplete batch', async (t) => {
  const epochs = loader();
  t.is(epochs.iterationsPerEpoch, 2);
  const ids = (await take(epochs, 4)).map((batch) => batch.ids);
  for (const epoch of [ids.slice(0, 2), ids.slice(2)]) t.is(new Set(epoch.flat()).size, 8);
  t.notDeepEqual(ids.slice(0, 2), ids.slice(2));
});

test('a set smaller than the batch runs on into the next epoch', async (t) => {
  const [batch] = await take(loader({ batchSize: 15 }), 1);
  t.is(batch!.batch, 15);
  t.is(new Set(batch!.ids.slice(0, 11)).size, 11);
});

test('class-balanced sampling shows a rare class as often as the others', async (t) => {
  const split = {
    name: 'train',
    size: 100,
    id: (index: number) => `${index}`,
    sample: async (index: number) => ({
      id: `${index}`,
      width: 2,
      height: 1,
      image: new Uint8Array(6),
      label: Uint8Array.of(255, index === 0 ? 1 : 0),
    }),
  };
  const balanced = new BatchLoader(split, {
    batchSize: 10,
    ignoreIndex: 255,
    classCount: 5,
    random: new RandomStreams(1),
    transforms: [],
    classBalanced: true,
  });
  const ids = (await take(balanced, 100)).flatMap((batch) => batch.ids);
  const rare = ids.filter((id) => id === '0').length / ids.length;
  t.true(Math.abs(rare - 0.5) < 0.06, `${rare}`);
});

test('class-balanced sampling shows every sample of a class', async (t) => {
  const split = {
    name: 'train',
    size: 30,
    id: (index: number) => `${index}`,
    sample: async (index: number) => ({
      id: `${index}`,
      width: 1,
      height: 1,
      image: new Uint8Array(3),
      label: Uint8Array.of(index % 3 === 0 ? 0 : 1),
    }),
  };
  const balanced = new BatchLoader(split, {
    batchSize: 10,
    ignoreIndex: 255,
    classCount: 2,
    random: new RandomStreams(1),
    transforms: [],
    classBalanced: true,
  });
  const ids = (await take(balanced, 60)).flatMap((batch) => batch.ids);
  for (let index = 0; index < split.size; index++) {
    // Expected: 600 draws, half of each class, over its 10 or 20 samples.
    const count = ids.filter((id) => id === `${index}`).length;
    const expected = index % 3 === 0 ? 30 : 15;
    t.true(Math.abs(count - expected) < 4 * Math.sqrt(expected), `sample ${index}: ${count} of ${expected}`);
  }
});

test('a sample is augmented anew in every epoch, and in the same way in every run of one seed', async (t) => {
  const noise: Transform = {
    apply: (sample, { random }) => ({ ...sample, image: sample.image.map(() => random.integer(256)) }),
  };
  /** Per epoch, what became of each sample. */
  const views = async () => {
    const epochs = await take(loader({ batchSize: train.size, transforms: [noise] }), 3);
    return epochs.map(({ ids, images }) => {
      const size = images.length / ids.length;
      return new Map(ids.map((id, i) => [id, Buffer.from(images.slice(i * size, (i + 1) * size)).toString('hex')]));
    });
  };
  const epochs = await views();
  const all = epochs.flatMap((epoch) => [...epoch.values()]);
  t.is(new Set(all).size, 3 * train.size);
  t.true(epochs.every((epoch) => epoch.size === train.size));
  t.deepEqual(await views(), epochs);
});

test('no more samples are prepared at once than there are workers, and none beyond the queue', async (t) => {
  let running = 0;
  let most = 0;
  let begun = 0;
  const slow: LoaderOptions['transforms'][number] = {
    async apply(sample) {
      begun++;
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running--;
      return sample;
    },
  };
  const limited = loader({ transforms: [slow], workers: 3, prefetch: 2, batchSize: 2 });
  await limited.next();
  await new Promise((resolve) => setTimeout(resolve, 100));
  t.is(most, 3);
  t.is(begun, 8);
  await limited.close();
  t.is(running, 0);
});

test('a failing sample rejects the batch it belongs to and names the sample', async (t) => {
  const failing = loader({
    transforms: [
      {
        apply: () => {
          throw new Error('out of paint');
        },
      },
    ],
  });
  const error = await t.throwsAsync(failing.next(), { name: 'ContrasegError' });
  t.regex(error!.message, /CONTRASEG_TRANSFORM_FAILED preparing the sample "train-00\d\d" failed: out of paint/);
  await failing.close();
});
