import test from 'ava';
import fc from 'fast-check';
import { resampleWindow } from '../../../../src/core/data/raster/raster.js';
import type { Sample } from '../../../../src/core/interfaces/dataset.js';

/** Red is 4x, green is 4y; the label is x. Bilinear interpolation keeps a ramp a ramp, so its values tell positions. */
function ramp(width: number, height: number): Sample {
  const image = new Uint8Array(width * height * 3);
  const label = new Uint8Array(width * height);
  for (let i = 0; i < width * height; i++) {
    const x = i % width;
    image[3 * i] = 4 * x;
    image[3 * i + 1] = 4 * Math.floor(i / width);
    label[i] = x;
  }
  return { id: 'ramp', width, height, image, label };
}

/** How far image and label of a resized window are from where half-pixel centres put them, in pixels of the original. */
async function misplacement(cropWidth: number, cropHeight: number, width: number, height: number) {
  const window = { left: 60 - cropWidth, top: 0, width: cropWidth, height: cropHeight };
  const { image, label } = await resampleWindow(ramp(60, 60), window, width, height);
  const inside = (at: number, length: number) => Math.min(Math.max(at, 0), length - 1);
  const center = (at: number, length: number, target: number) => ((at + 0.5) * length) / target - 0.5;
  // A shrinking kernel is wider than two pixels, so it sees the border earlier.
  const margin = (length: number, target: number) => (target < length ? 2 : 0);
  const [marginX, marginY] = [margin(cropWidth, width), margin(cropHeight, height)];
  const worst = { length: image.length, image: 0, label: 0 };
  for (let y = marginY; y < height - marginY; y++) {
    for (let x = marginX; x < width - marginX; x++) {
      const i = y * width + x;
      const sourceX = center(x, cropWidth, width);
      const expectedX = window.left + inside(sourceX, cropWidth);
      const expectedY = inside(center(y, cropHeight, height), cropHeight);
      worst.image = Math.max(worst.image, Math.abs(image[3 * i]! / 4 - expectedX));
      worst.image = Math.max(worst.image, Math.abs(image[3 * i + 1]! / 4 - expectedY));
      worst.label = Math.max(worst.label, Math.abs(label[i]! - window.left - sourceX));
    }
  }
  return worst;
}

const size = fc.integer({ min: 20, max: 60 });
const scale = fc.double({ min: 0.5, max: 3, noNaN: true });

for (const [name, scales] of [
  ['one scale', fc.tuple(scale).map(([both]) => [both, both] as const)],
  ['a scale for each axis', fc.tuple(scale, scale)],
] as const) {
  test(`image and mask stay aligned to half-pixel centres at ${name}, and borders repeat`, async (t) => {
    await fc.assert(
      fc.asyncProperty(size, size, scales, async (cropWidth, cropHeight, [scaleX, scaleY]) => {
        const [width, height] = [Math.round(cropWidth * scaleX), Math.round(cropHeight * scaleY)];
        const worst = await misplacement(cropWidth, cropHeight, width, height);
        t.is(worst.length, width * height * 3);
        t.true(worst.image <= 0.4, `image of ${cropWidth}x${cropHeight} -> ${width}x${height}: ${worst.image}`);
        t.true(worst.label <= 0.5 + 1e-9);
      }),
      { numRuns: 40, seed: 20_211 },
    );
  });
}

test('an image that grows along one axis alone stays where it was', async (t) => {
  for (const [width, height] of [
    [43, 56],
    [44, 55],
    [43, 110],
    [30, 56],
    [44, 40],
  ] as const) {
    const worst = await misplacement(43, 55, width, height);
    t.true(worst.image <= 0.4, `43x55 -> ${width}x${height}: ${worst.image} px off`);
  }
});

test('an axis that shrinks is averaged also where the other one grows', async (t) => {
  const { image, ...rest } = ramp(60, 60);
  const stripes = { ...rest, image: image.map((_, i) => (Math.floor(i / 180) % 2 === 0 ? 0 : 255)) };
  const small = await resampleWindow(stripes, { left: 0, top: 0, width: 60, height: 60 }, 90, 25);
  const inner = small.image.subarray(3 * 90 * 2, 3 * 90 * 23);
  t.true(Math.min(...inner) > 80 && Math.max(...inner) < 175, `${Math.min(...inner)}–${Math.max(...inner)}`);
});
