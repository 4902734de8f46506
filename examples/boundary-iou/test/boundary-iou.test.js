import assert from 'node:assert/strict';
import test from 'node:test';
import { RandomStream } from 'contraseg/plugin';
import { testMetric } from 'contraseg/testing';
import { BoundaryIou } from 'contraseg-plugin-boundary-iou';

const CLASSES = ['sky', 'road', 'car'].map((name) => ({ name, color: [0, 0, 0] }));

function imageOf(width, height, label, prediction) {
  const sample = { id: 'a', width, height, image: new Uint8Array(3 * label.length), label };
  return { sample, prediction, classCount: CLASSES.length, ignoreIndex: 255 };
}

/** The definition, pixel by pixel: whether a square around a pixel leaves the class. */
function naiveCounts({ sample: { width, height, label }, prediction, ignoreIndex }, distance) {
  const near = (values, x, y, c) => {
    const is = (u, v) => {
      const i = v * width + u;
      return u >= 0 && v >= 0 && u < width && v < height && label[i] !== ignoreIndex && values[i] === c;
    };
    if (!is(x, y)) return false;
    for (let v = y - distance; v <= y + distance; v++) {
      for (let u = x - distance; u <= x + distance; u++) if (!is(u, v)) return true;
    }
    return false;
  };
  const [both, either] = [CLASSES.map(() => 0), CLASSES.map(() => 0)];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (const c of CLASSES.keys()) {
        const [truth, predicted] = [near(label, x, y, c), near(prediction, x, y, c)];
        if (truth && predicted) both[c]++;
        if (truth || predicted) either[c]++;
      }
    }
  }
  return { both, either };
}

test('boundary-iou conforms', () => testMetric(() => BoundaryIou.create({ ratio: 0.1 })));

test('a square that is predicted two pixels to the right is judged by its contour', () => {
  const square = (left) => Uint8Array.from({ length: 400 }, (_, i) => inside(i, left));
  const inside = (i, left) => Number(i % 20 >= left && i % 20 < left + 10 && i >= 100 && i < 300);
  const metric = BoundaryIou.create({ ratio: 1e-9 }); // one pixel
  const reading = metric.readImage(imageOf(20, 20, square(5), square(7)));
  // Each contour has 4 * 9 pixels; upper and lower edges share 8 each.
  assert.deepEqual([reading.both[1], reading.either[1]], [16, 56]);
  const { summary, perClass } = metric.compute({ classCount: 3, counts: new Float64Array(9) }, CLASSES, [reading]);
  assert.equal(perClass.BoundaryIoU[1], 16 / 56);
  assert.ok(Number.isNaN(perClass.BoundaryIoU[2]) && summary.mBoundaryIoU > 16 / 56);
});

test('the counts are those of the definition, at any width of the boundary and with ignored pixels', () => {
  const random = RandomStream.fromSeed(3);
  for (const [width, height, ratio] of [
    [17, 11, 0.05],
    [24, 31, 0.08],
    [9, 40, 0.3],
  ]) {
    const blobs = () => {
      const values = [0, 1, 2, 0, 1, 255];
      const coarse = Array.from({ length: 100 }, () => values[random.integer(values.length)]);
      return Uint8Array.from(
        { length: width * height },
        (_, i) => coarse[((i % width) >> 3) + 10 * ((i / width) >> 3)],
      );
    };
    const image = imageOf(
      width,
      height,
      blobs(),
      blobs().map((value) => (value === 255 ? 2 : value)),
    );
    const distance = Math.max(1, Math.round(ratio * Math.hypot(width, height)));
    assert.deepEqual(BoundaryIou.create({ ratio }).readImage(image), naiveCounts(image, distance));
  }
});
