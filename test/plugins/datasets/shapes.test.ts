import test from 'ava';
import { ConfusionMatrix } from '../../../src/core/evaluation/confusion-matrix.js';
import { Shapes } from '../../../src/plugins/datasets/shapes.js';
import { Miou } from '../../../src/plugins/metrics/miou.js';

const shapes = (options = {}) => Shapes.create(options).open();

test('an image depends on seed, split and index alone', async (t) => {
  const sample = await (await shapes()).split('train').sample(5);
  t.deepEqual(await (await shapes()).split('train').sample(5), sample);
  t.notDeepEqual((await (await shapes({ seed: 1 })).split('train').sample(5)).image, sample.image);
  t.notDeepEqual((await (await shapes()).split('val').sample(5)).image, sample.image);
  t.deepEqual([sample.width, sample.height, sample.label.length], [96, 96, 96 * 96]);
});

test('every class is in the training images, and the ground is not everything', async (t) => {
  const dataset = await shapes();
  const pixels = new Float64Array(5);
  for (let i = 0; i < 60; i++) for (const label of (await dataset.split('train').sample(i)).label) pixels[label]!++;
  const shares = pixels.map((count) => count / (60 * 96 * 96));
  t.true(Math.max(...shares) < 0.7, `${shares}`);
  t.true(Math.min(...shares) > 0.05, `${shares}`);
});

test('colour does not tell the classes apart: a mean-colour classifier stays under 0.45 mIoU', async (t) => {
  const dataset = await shapes();
  const classes = dataset.classes.length;
  const sums = Array.from({ length: classes }, () => [0, 0, 0, 0]);
  for (let i = 0; i < dataset.split('train').size; i++) {
    const { image, label } = await dataset.split('train').sample(i);
    label.forEach((value, p) => {
      const sum = sums[value]!;
      for (let c = 0; c < 3; c++) sum[c]! += image[3 * p + c]!;
      sum[3]!++;
    });
  }
  const means = sums.map((sum) => sum.slice(0, 3).map((value) => value / sum[3]!));
  const nearest = (rgb: Uint8Array) => {
    const distances = means.map((mean) => mean.reduce((sum, value, c) => sum + (value - rgb[c]!) ** 2, 0));
    return distances.indexOf(Math.min(...distances));
  };
  const confusion = new ConfusionMatrix(classes);
  for (let i = 0; i < dataset.split('test').size; i++) {
    const { image, label } = await dataset.split('test').sample(i);
    confusion.add(
      label,
      Uint8Array.from(label, (_, p) => nearest(image.subarray(3 * p, 3 * p + 3))),
      255,
    );
  }
  const { mIoU } = Miou.create({ beta: 1 }).compute(confusion, dataset.classes).summary;
  t.log(`mean colour: mIoU ${mIoU!.toFixed(3)}`);
  t.true(mIoU! < 0.45);
});
