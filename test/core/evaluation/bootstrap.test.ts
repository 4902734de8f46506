import test from 'ava';
import { comparePaired } from '../../../src/core/evaluation/bootstrap.js';
import { ConfusionMatrix } from '../../../src/core/evaluation/confusion-matrix.js';
import { RandomStream } from '../../../src/core/random/random-stream.js';

/** One image of two classes of 100 pixels each; `right` of each are predicted rightly. */
const image = (right: number) => new ConfusionMatrix(2, [right, 100 - right, 100 - right, right]);
const draw = (mean: number, spread: number, seed: number) => {
  const random = RandomStream.fromSeed(seed);
  return Array.from({ length: 60 }, () => Math.round(mean + spread * random.normal()));
};

test('the same model twice differs by nothing, with an interval of nothing', (t) => {
  const images = draw(70, 8, 1).map(image);
  const { mIoU } = comparePaired(images, images, { random: RandomStream.fromSeed(0), resamples: 200 });
  t.is(mIoU.a, mIoU.b);
  t.deepEqual([mIoU.difference, mIoU.low, mIoU.high], [0, 0, 0]);
});

test('a constant gain per image is certain though images differ much more than models', (t) => {
  const rights = draw(70, 8, 1);
  const options = { random: RandomStream.fromSeed(0), resamples: 500 };
  const paired = comparePaired(
    rights.map(image),
    rights.map((right) => image(right + 1)),
    options,
  ).mIoU;
  t.true(paired.low > 0 && paired.low <= paired.difference && paired.difference <= paired.high);
  t.true(paired.high - paired.low < 0.004);
});

test('the interval covers the true difference about as often as it says', (t) => {
  // Both models have the same law, so the true difference is 0.
  let covered = 0;
  for (let trial = 0; trial < 100; trial++) {
    const a = draw(70, 8, 2 * trial).map(image);
    const b = draw(70, 8, 2 * trial + 1).map(image);
    const { low, high } = comparePaired(a, b, { random: RandomStream.fromSeed(trial), resamples: 200 }).mIoU;
    if (low <= 0 && 0 <= high) covered++;
  }
  t.true(covered >= 88, `${covered} of 100`);
});

test('a class that is absent everywhere is NaN and left out of the mean', (t) => {
  const padded = (right: number) => new ConfusionMatrix(3, [right, 100 - right, 0, 100 - right, right, 0, 0, 0, 0]);
  const { mIoU, perClass } = comparePaired([padded(70)], [padded(80)], { random: RandomStream.fromSeed(0) });
  t.true(Number.isNaN(perClass[2]!.difference) && Number.isNaN(perClass[2]!.low));
  t.true(mIoU.difference > 0);
});
