import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { PixelBank, RegionBank } from '../../../../src/plugins/pixel-contrast/index.js';
import { create, mixed, rows } from '../../../helpers/bank-rows.js';
import { CHANNELS, contrastBatch, contrastStep, contrastTerm, stepAt } from '../../../helpers/contrast-batch.js';
import { onEachEngine, useEngine } from '../../../helpers/engines.js';
import { figuresOf } from '../../../helpers/figures.js';

test.serial('rule 9: bank rows are constants; no gradient reaches what they were made from', async (t) => {
  await useEngine('cpu');
  const loss = create([PixelBank.create()], { contrastSet: 'memory' });
  contrastStep(loss, contrastBatch(mixed));
  const { gradient } = contrastStep(
    loss,
    contrastBatch((cell) => (cell % 24 === 0 ? 0 : 255)),
  );
  const moved = [...gradient.keys()].filter((i) => gradient[i] !== 0).map((i) => Math.floor(i / CHANNELS));
  t.deepEqual([...new Set(moved)], [0, 24]);
  loss.dispose();
});

test.serial(
  'the region bank holds one normalised mean per image and class, and is emptied each epoch only if asked to',
  async (t) => {
    await useEngine('cpu');
    for (const reset of ['never', 'epoch'] as const) {
      const bank = RegionBank.create({ reset }).allocate({ classCount: 1, dimension: 2, trainingImages: 4 });
      t.is(bank.capacity, 4);
      const embeddings = tf.tensor2d([
        [1, 0],
        [0, 1],
        [1, 0],
        [-1, 0],
        [0, 1],
        [Number.NaN, 0],
      ]);
      const groups = [0, 1, 2].map((image) => ({ image, classId: 0, pixels: Int32Array.of(2 * image, 2 * image + 1) }));
      bank.push({ groups, embeddings });
      embeddings.dispose();
      const stored = rows(bank, 0);
      // The second mean vanishes; the third is over its finite row alone.
      t.is(stored.length, 2);
      t.true(Math.hypot(stored[0]![0]! - Math.SQRT1_2, stored[0]![1]! - Math.SQRT1_2) < 1e-6);
      t.deepEqual(stored[1], [0, 1]);
      bank.afterEpoch?.();
      t.is(bank.count(0), reset === 'epoch' ? 0 : 2);
      bank.dispose();
    }
  },
);

test.serial('default capacities follow the number of training images', async (t) => {
  await useEngine('cpu');
  for (const [images, pixels] of [
    [3, 30],
    [367, 3670],
    [2975, 5000],
  ] as const) {
    const context = { classCount: 2, dimension: 4, trainingImages: images };
    const open = [PixelBank.create(), RegionBank.create()].map((bank) => bank.allocate(context));
    t.deepEqual(
      open.map(({ capacity }) => capacity),
      [pixels, images],
    );
  }
});

test.serial(
  'banks are filled during the warm-up while nothing is contrasted, and the projection keeps its statistics',
  async (t) => {
    await onEachEngine(({ name }) => {
      const loss = contrastTerm({ projection: { dim: 8 } });
      const mean = loss.variables.find((variable) => variable.name.endsWith('norm/mean'))!.variable;
      const result = contrastStep(loss, contrastBatch(mixed, { iteration: 11 }));
      t.is(result.loss, 0);
      t.true(result.gradient.every((value) => value === 0));
      t.regex(String(figuresOf(loss).idle), /warm-up: iteration 11 of 12/);
      t.deepEqual((figuresOf(loss).bankRows as number[][])[1], [2, 2, 2], name);
      t.true(
        mean.dataSync().some((value) => value !== 0),
        name,
      );
      const before = mean.dataSync().slice();
      contrastStep(
        loss,
        contrastBatch(() => 255, { iteration: 12 }),
      );
      t.deepEqual(mean.dataSync(), before, 'untouched without rows');
      t.true(contrastStep(loss, contrastBatch(mixed, { iteration: 12 })).loss > 0);
      loss.afterEpoch();
      t.is(stepAt(12).epoch, 1);
      loss.dispose();
    });
  },
);
