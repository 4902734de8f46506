import test from 'ava';
import { chooseImages } from '../../src/report/data/choose-images.js';

test('one run: best, median and worst', (t) => {
  t.deepEqual(chooseImages([[0.5, 0.9, 0.1, Number.NaN, 0.7, 0.6]]), [
    { index: 1, reason: 'best' },
    { index: 5, reason: 'median' },
    { index: 2, reason: 'worst' },
  ]);
});

test('two runs: those of the second, and what it gains and loses most', (t) => {
  const before = [0.5, 0.9, 0.3, 0.2];
  const after = [0.6, 0.95, 0.1, 0.5];
  t.deepEqual(chooseImages([before, after]), [
    { index: 1, reason: 'best' },
    { index: 3, reason: 'median, gains most' },
    { index: 2, reason: 'worst, loses most' },
  ]);
});

test('a single image is everything at once', (t) => {
  t.deepEqual(chooseImages([[0.4]]), [{ index: 0, reason: 'best, median, worst' }]);
});

test('nothing is chosen where no image can be judged', (t) => {
  t.deepEqual(chooseImages([[Number.NaN]]), []);
});
