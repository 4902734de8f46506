import test from 'ava';
import { plainStem, saysMask } from '../../src/layouts/pair-names.js';
import { isSmoothed, peaks } from '../../src/layouts/propose/peaks.js';
import { classWeights, cropSize } from '../../src/layouts/propose/settings.js';
import { proposeSplits } from '../../src/layouts/propose/splits.js';

const classes = (...shares: number[]) =>
  shares.map((share, value) => ({ name: `c${value}`, color: [0, 0, 0] as const, value, share }));

test('weights are given where a class is rare, the root of the median over the share, within bounds', (t) => {
  t.is(classWeights(classes(0.5, 0.3, 0.2)), undefined);
  t.deepEqual(classWeights(classes(0.89, 0.1, 0.01)), [0.5, 1, 3.16]);
  t.deepEqual(classWeights(classes(0.8999, 0.1, 0.0001, 0)), [0.5, 1, 4, 1]);
});

test('crops fit the smaller side, in steps of 32, and stay small enough', (t) => {
  t.deepEqual(
    [
      { width: 480, height: 360 },
      { width: 100, height: 300 },
      { width: 20, height: 20 },
    ].map(cropSize),
    [320, 96, 32],
  );
});

test('a drawn split is the same each time, covers every image once and leaves given splits alone', (t) => {
  const samples = Array.from(
    { length: 11 },
    (_, i) => ({ id: `${i}`, image: '', mask: { kind: 'picture', file: '' } }) as const,
  );
  const ids = (seed: number) =>
    [...proposeSplits(samples, 0.2, seed).splits].map(([, list]) => list.map(({ id }) => id));
  t.deepEqual(ids(1), ids(1));
  t.notDeepEqual(ids(1), ids(2));
  t.deepEqual(
    ids(1).map((list) => list.length),
    [9, 2],
  );
  t.is(new Set(ids(1).flat()).size, 11);
  const given = samples.map((sample, i) => ({ ...sample, split: i < 8 ? 'train' : i < 10 ? 'val' : 'test' }));
  const { splits, drawn } = proposeSplits(given, 0.2, 1);
  t.deepEqual(
    [...splits].map(([name, list]) => [name, list.length]),
    [
      ['train', 8],
      ['val', 2],
      ['test', 1],
    ],
  );
  t.deepEqual(drawn, []);
});

test('smoothed edges are told from many classes, and the frequent values from those around them', (t) => {
  const smoothed = new Map([[0, 5000], [255, 4000], ...Array.from({ length: 40 }, (_, i) => [6 * i + 3, 2] as const)]);
  t.true(isSmoothed(smoothed, 'values'));
  t.deepEqual(peaks(smoothed, 'values'), [0, 255]);
  t.false(isSmoothed(new Map(Array.from({ length: 150 }, (_, i) => [i, 1000 - i] as const)), 'values'));
});

test('names say that a file is a mask by an ending or a beginning', (t) => {
  for (const name of ['a_mask.png', 'a-label.png', 'a_gtFine_labelIds.png', 'mask_a.png', 'a_seg_mask.png'])
    t.true(saysMask(name), name);
  for (const name of ['a.png', 'segment.png', 'a_l.png', 'masked.png']) t.false(saysMask(name), name);
  t.deepEqual(['x_L.png', 'x_mask.png', 'mask_x.png', 'a/x.png'].map(plainStem), ['x', 'x', 'x', 'x']);
});
