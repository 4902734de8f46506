import test from 'ava';
import sharp from 'sharp';
import { formatComparison, formatResult } from '../../../src/cli/tables/result-table.js';
import { decodeIndexPng } from '../../../src/core/data/files/index-png.js';
import { colorize } from '../../../src/core/data/raster/colorize.js';
import { encodeMask, encodeOverlay } from '../../../src/core/evaluation/overlay.js';
import { Miou } from '../../../src/plugins/metrics/miou.js';

const classes = [
  { name: 'sky', color: [0, 0, 255] },
  { name: 'road', color: [128, 64, 128] },
] as const;

test('a saved mask reads back index by index and shows the colours of the classes', async (t) => {
  const mask = Uint8Array.of(0, 1, 255, 1, 0, 1);
  const png = Buffer.from(encodeMask({ width: 3, height: 2, mask }, classes));
  t.deepEqual([...decodeIndexPng(png, 'mask').data], [...mask]);
  const { data } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  t.deepEqual([...data.subarray(0, 9)], [0, 0, 255, 128, 64, 128, 0, 0, 0]);
});

test('an overlay mixes image and class colour, stripes pixels of no class and leaves the background alone', async (t) => {
  const image = Uint8Array.of(100, 100, 100, 10, 20, 30, 50, 50, 50);
  const mask = Uint8Array.of(1, 255, 2);
  const named = [...classes, { name: 'Background', color: [0, 0, 0] as const }];
  const png = await encodeOverlay({ width: 3, height: 1, image, mask }, named, { opacity: 0.5 });
  t.deepEqual([...(await sharp(png).raw().toBuffer())], [114, 82, 114, 7, 14, 21, 50, 50, 50]);
});

test('pixels of no class are striped, so that no colour of a class is like them', (t) => {
  const rgb = colorize(new Uint8Array(16 * 16).fill(255), classes, 16);
  const at = (x: number, y: number) => rgb[3 * (16 * y + x)];
  t.not(at(0, 0), at(4, 0));
  t.is(at(0, 0), at(8, 0));
  t.is(at(4, 0), at(0, 4), 'diagonally');
  t.deepEqual([...colorize(Uint8Array.of(1), classes, 1)], [128, 64, 128]);
});

test('the table names every class, says what is not defined, and prints percent', (t) => {
  const result = Miou.create({ beta: 1 }).compute(
    { classCount: 3, counts: Float64Array.of(5, 0, 0, 1, 4, 0, 0, 0, 0) },
    [],
  );
  t.snapshot(formatResult(result, [...classes, { name: 'car', color: [255, 0, 0] }]));
});

test('the comparison says which model is better by how much', (t) => {
  const row = (a: number, b: number) => ({ a, b, difference: b - a, low: b - a - 0.011, high: b - a + 0.0125 });
  const comparison = { mIoU: row(0.51, 0.53), perClass: [row(0.6, 0.65), row(0.42, 0.41)] };
  t.snapshot(formatComparison(comparison, classes));
});
