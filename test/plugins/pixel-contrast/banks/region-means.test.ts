import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { RandomStream } from '../../../../src/core/random/random-stream.js';
import { RegionBank } from '../../../../src/plugins/pixel-contrast/index.js';
import { rows } from '../../../helpers/bank-rows.js';
import { randomUnit } from '../../../helpers/contrast-problems.js';
import { onEachEngine, useEngine } from '../../../helpers/engines.js';

const DIMENSION = 5;

/** Groups of the given sizes, one image each, all of class 0. */
function groupsOf(sizes: readonly number[]) {
  let pixel = 0;
  return sizes.map((size, image) => ({ image, classId: 0, pixels: Int32Array.from({ length: size }, () => pixel++) }));
}

for (const sizes of [[4, 4, 4], [5], [1, 4], [1, 7, 3, 7, 2], [0, 2, 5]]) {
  test.serial(`rows are the directions of the groups' means, for groups of ${sizes} pixels`, async (t) => {
    await onEachEngine(({ name }) => {
      const random = RandomStream.fromSeed(6);
      const total = sizes.reduce((a, b) => a + b, 0);
      const pixels = Array.from({ length: total }, () => randomUnit(DIMENSION, random));
      pixels[2]![1] = Number.NaN;
      pixels[3]![0] = Number.POSITIVE_INFINITY;
      const bank = RegionBank.create().allocate({ classCount: 1, dimension: DIMENSION, trainingImages: 9 });
      const embeddings = tf.tensor2d(pixels);
      const groups = groupsOf(sizes);
      bank.push({ groups, embeddings });
      embeddings.dispose();
      const expected = groups.flatMap((group) => {
        const used = [...group.pixels].map((pixel) => pixels[pixel]!).filter((row) => row.every(Number.isFinite));
        const sum = Array.from({ length: DIMENSION }, (_, i) => used.reduce((value, row) => value + row[i]!, 0));
        const length = Math.hypot(...sum);
        return length > 0 ? [sum.map((value) => value / length)] : [];
      });
      const stored = rows(bank, 0);
      t.is(stored.length, expected.length, name);
      stored.forEach((row, i) => {
        row.forEach((value, j) => {
          t.true(Math.abs(value - expected[i]![j]!) < 1e-5, `${name}: row ${i} ${row}`);
        });
      });
      bank.dispose();
    });
  });
}

test.serial('memory grows with the pixels, not with groups times pixels', async (t) => {
  await useEngine('cpu');
  const sizes = Array.from({ length: 500 }, (_, i) => 1 + (i % 8));
  const groups = groupsOf(sizes);
  const total = sizes.reduce((a, b) => a + b, 0);
  const bank = RegionBank.create().allocate({ classCount: 1, dimension: DIMENSION, trainingImages: 500 });
  const embeddings = tf.ones<tf.Rank.R2>([total, DIMENSION]);
  const before = tf.memory().numBytes;
  const { peakBytes } = await tf.profile(() => bank.push({ groups, embeddings }));
  t.is(bank.count(0), 500);
  const allowed = 8 * 4 * total * DIMENSION;
  t.true(peakBytes - before < allowed, `${peakBytes - before} bytes for ${4 * total * DIMENSION} bytes of embeddings`);
  embeddings.dispose();
  bank.dispose();
});

test.serial('a push of nothing changes nothing', async (t) => {
  await onEachEngine(({ name }) => {
    const bank = RegionBank.create().allocate({ classCount: 1, dimension: DIMENSION, trainingImages: 9 });
    tf.tidy(() => bank.push({ groups: [], embeddings: tf.zeros([0, DIMENSION]) }));
    t.is(bank.count(0), 0, name);
    bank.dispose();
  });
});
