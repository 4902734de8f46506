import test from 'ava';
import { rotateSample } from '../../../src/core/data/raster/rotate.js';
import type { Sample } from '../../../src/core/interfaces/dataset.js';
import { RandomStream } from '../../../src/core/random/random-stream.js';
import { RandomFlip } from '../../../src/plugins/transforms/random-flip.js';
import { RandomRotate } from '../../../src/plugins/transforms/random-rotate.js';
import { RandomScaleCrop } from '../../../src/plugins/transforms/random-scale-crop.js';
import { testTransform } from '../../../src/testing/transform.js';

const FILL = { color: [9, 9, 9], label: 255 } as const;

/** A smooth picture, so that bilinear values can be told to within a grey level. */
function gradient(width: number, height: number): Sample {
  const label = Uint8Array.from({ length: width * height }, (_, i) => i % 7);
  const channel = [(x: number) => 3 * x, (_: number, y: number) => 3 * y, (x: number, y: number) => x + y] as const;
  const image = Uint8Array.from({ length: 3 * width * height }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    return channel[i % 3]!(x, y);
  });
  return { id: 'g', width, height, image, label };
}

for (const [width, height, degrees] of [
  [40, 30, 10],
  [31, 50, -33],
  [24, 24, 90],
  [20, 33, 145],
] as const) {
  test(`turning ${width}x${height} by ${degrees}° puts every pixel where the formula says`, async (t) => {
    const sample = gradient(width, height);
    const angle = (degrees * Math.PI) / 180;
    const { image, label } = await rotateSample(sample, angle, FILL);
    const [cx, cy] = [(width - 1) / 2, (height - 1) / 2];
    let compared = 0;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const fromX = Math.cos(angle) * (x - cx) + Math.sin(angle) * (y - cy) + cx;
        const fromY = -Math.sin(angle) * (x - cx) + Math.cos(angle) * (y - cy) + cy;
        const i = y * width + x;
        if (fromX < 1 || fromX > width - 2 || fromY < 1 || fromY > height - 2) continue;
        compared++;
        const expected = [3 * fromX, 3 * fromY, fromX + fromY];
        for (let c = 0; c < 3; c++)
          t.true(
            Math.abs(image[3 * i + c]! - expected[c]!) <= 1.5,
            `${x},${y}: ${image[3 * i + c]} for ${expected[c]}`,
          );
        t.is(label[i], sample.label[Math.round(fromY) * width + Math.round(fromX)]);
      }
    }
    t.true(compared > 0.3 * width * height);
  });
}

test('new corners are filled and ignored', async (t) => {
  const { image, label } = await rotateSample(gradient(40, 40), Math.PI / 4, FILL);
  t.is(label[0], 255);
  t.deepEqual([...image.subarray(0, 3)], [...FILL.color]);
});

test('rotation and the other flip pass what every transform must', async (t) => {
  await testTransform(() => RandomRotate.create({ degrees: 180, probability: 1 }));
  await testTransform(() => RandomFlip.create({ direction: 'vertical' }));
  await testTransform(() => RandomScaleCrop.create({ width: 20, height: 20, maxClassShare: 0.6 }));
  t.pass();
});

test('a vertical flip swaps top and bottom, and twice is nothing', (t) => {
  const sample = gradient(5, 4);
  const flip = RandomFlip.create({ probability: 1, direction: 'vertical' });
  const context = { ignoreIndex: 255, random: RandomStream.fromSeed(1) };
  const turned = flip.apply(sample, context);
  t.deepEqual(turned.label.subarray(0, 5), sample.label.subarray(15, 20));
  t.deepEqual(turned.image.subarray(0, 15), sample.image.subarray(45, 60));
  t.deepEqual(flip.apply(turned, context), sample);
});

test('a crop of random-scale-crop, too, is drawn again while one class fills too much of it', async (t) => {
  const width = 64;
  // one class but for a stripe at the right
  const label = Uint8Array.from({ length: width * width }, (_, i) => (i % width >= 52 ? 1 : 0));
  const sample = { id: 's', width, height: width, label, image: new Uint8Array(3 * label.length) };
  const shares = async (maxClassShare: number) => {
    const options = {
      min: 1,
      max: 1,
      width: 24,
      height: 24,
      maxClassShare,
      attempts: 40,
    };
    const found: number[] = [];
    for (let seed = 1; seed <= 30; seed++) {
      const crop = await RandomScaleCrop.create(options).apply(sample, {
        ignoreIndex: 255,
        random: RandomStream.fromSeed(seed),
      });
      found.push(crop.label.filter((value) => value === 0).length / crop.label.length);
    }
    return found;
  };
  t.true((await shares(1)).some((share) => share === 1));
  t.true((await shares(0.75)).every((share) => share <= 0.75));
});
