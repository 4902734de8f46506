import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import type { MemoryBank, OpenBank, PixelGroup } from '../../../../src/core/interfaces/memory-bank.js';
import { RandomStream } from '../../../../src/core/random/random-stream.js';
import { PixelBank, RegionBank } from '../../../../src/plugins/pixel-contrast/index.js';
import { create, mixed, rows } from '../../../helpers/bank-rows.js';
import { tally, uniformChiSquare } from '../../../helpers/chi-square.js';
import { contrastBatch, contrastStep } from '../../../helpers/contrast-batch.js';
import { useEngine } from '../../../helpers/engines.js';
import { figuresOf } from '../../../helpers/figures.js';

const random = (): RandomStream => RandomStream.fromSeed(2);

/** A group of `size` pixels numbered from 100. */
const group = (size: number, preferred?: number): PixelGroup => ({
  image: 1,
  classId: 2,
  pixels: Int32Array.from({ length: size }, (_, i) => 100 + i),
  preferred,
});

const open = (bank: MemoryBank): OpenBank => bank.allocate({ classCount: 3, dimension: 4, trainingImages: 1 });

const chooses: [string, (count: number) => OpenBank, byDefault: OpenBank, number][] = [
  ['perImage of the pixel bank', (perImage) => open(PixelBank.create({ perImage })), open(PixelBank.create()), 10],
  ['pixels of the region bank', (pixels) => open(RegionBank.create({ pixels })), open(RegionBank.create()), 64],
];

for (const [option, bankOf, byDefault, standard] of chooses) {
  test(`${option}: so many pixels of each group, or all that it has, none twice, ${standard} by default`, (t) => {
    for (const [bank, count] of [
      [bankOf(3), 3],
      [bankOf(1), 1],
      [byDefault, standard],
    ] as const) {
      const chosen = bank.choose([group(2), group(100)], random());
      t.deepEqual(
        chosen.map(({ image, classId }) => [image, classId]),
        [
          [1, 2],
          [1, 2],
        ],
      );
      t.deepEqual(
        chosen.map(({ pixels }) => pixels.length),
        [Math.min(2, count), count],
      );
      t.is(new Set(chosen[1]!.pixels).size, count);
      t.true(chosen[1]!.pixels.every((pixel) => pixel >= 100 && pixel < 200));
    }
  });

  test(`${option}: preferred pixels come first, others only where there are too few, each uniformly`, (t) => {
    const bank = bankOf(4);
    t.true(bank.choose([group(50, 6)], random())[0]!.pixels.every((pixel) => pixel < 106));
    const short = [...bank.choose([group(50, 3)], random())[0]!.pixels];
    t.deepEqual(short.slice(0, 3).sort(), [100, 101, 102]);
    t.is(short.length, 4);
    t.true(short[3]! >= 103);
    const stream = random();
    const none = [...tally(4000, () => bank.choose([group(11, 0)], stream)[0]!.pixels[0]).values()];
    const some = [...tally(4000, () => bank.choose([group(14, 3)], stream)[0]!.pixels[3]).values()];
    // p = 1e-4 with 10 degrees of freedom.
    for (const counts of [none, some]) t.true(counts.length === 11 && uniformChiSquare(counts) < 35.6, `${counts}`);
  });
}

for (const capacity of [1, 1023, 1024, 1025, 1500, 2049, 2500]) {
  test.serial(
    `a ring of ${capacity} rows holds the last ${capacity} and never more, whatever the pushes`,
    async (t) => {
      await useEngine('cpu');
      const bank = PixelBank.create({ capacity }).allocate({ classCount: 1, dimension: 1, trainingImages: 1 });
      let written = 0;
      for (const size of [700, 1, 900, 513, 1, 2, 3000, 834, 833, 512, 1024]) {
        const groups = [{ image: 0, classId: 0, pixels: new Int32Array(size) }];
        const embeddings = tf.tensor2d(
          Float32Array.from({ length: size }, (_, i) => written + i),
          [size, 1],
        );
        bank.push({ groups, embeddings });
        embeddings.dispose();
        written += size;
        const held = rows(bank, 0)
          .map(([id]) => id!)
          .sort((a, b) => a - b);
        const count = Math.min(capacity, written);
        t.deepEqual(
          held,
          Array.from({ length: count }, (_, i) => written - count + i),
        );
        t.is(bank.count(0), count);
      }
      bank.dispose();
    },
  );
}

test.serial('capacities follow the training images, and a pixel bank holds a whole push of one image', async (t) => {
  await useEngine('cpu');
  const capacity = (bank: MemoryBank, trainingImages: number) =>
    bank.allocate({ classCount: 2, dimension: 4, trainingImages }).capacity;
  t.is(capacity(PixelBank.create({ capacity: 7 }), 100), 7);
  t.is(capacity(PixelBank.create({ perImage: 30 }), 2), 30);
  t.is(capacity(PixelBank.create(), 0), 10);
  t.is(capacity(RegionBank.create({ capacity: 7 }), 100), 7);
  t.is(capacity(RegionBank.create(), 0), 1);
});

test.serial('the end of an epoch reaches the banks of the loss, and empties those that ask for it', async (t) => {
  await useEngine('cpu');
  const memory = [RegionBank.create({ reset: 'epoch' }), PixelBank.create(), RegionBank.create()];
  const loss = create(memory);
  contrastStep(loss, contrastBatch(mixed));
  const filled = figuresOf(loss).bankRows as number[][];
  t.true(filled.flat().every((count) => count > 0));
  loss.afterEpoch();
  t.deepEqual(figuresOf(loss).bankRows, [[0, 0, 0], filled[1], filled[2]]);
  contrastStep(loss, contrastBatch(mixed));
  t.deepEqual((figuresOf(loss).bankRows as number[][])[0], [2, 2, 2]);
  loss.dispose();
});
