import test from 'ava';
import fc from 'fast-check';
import { resampleWindow } from '../../../src/core/data/raster.js';
import type { Sample } from '../../../src/core/interfaces/dataset.js';

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

const size = fc.integer({ min: 20, max: 60 });

test('image and mask stay aligned to half-pixel centres at every scale, and borders repeat', async (t) => {
  await fc.assert(
    fc.asyncProperty(size, size, fc.double({ min: 0.5, max: 3, noNaN: true }), async (cropWidth, cropHeight, scale) => {
      const window = { left: 60 - cropWidth, top: 0, width: cropWidth, height: cropHeight };
      const [width, height] = [Math.round(cropWidth * scale), Math.round(cropHeight * scale)];
      const { image, label } = await resampleWindow(ramp(60, 60), window, width, height);
      t.is(image.length, width * height * 3);
      const inside = (at: number, length: number) => Math.min(Math.max(at, 0), length - 1);
      const center = (at: number, length: number, target: number) => ((at + 0.5) * length) / target - 0.5;
      const margin = scale < 1 ? 2 : 0; // a shrinking kernel is wider than two pixels, so it sees the border earlier
      for (let y = margin; y < height - margin; y++) {
        for (let x = margin; x < width - margin; x++) {
          const i = y * width + x;
          const sourceX = center(x, cropWidth, width);
          const expected = [
            window.left + inside(sourceX, cropWidth),
            inside(center(y, cropHeight, height), cropHeight),
          ];
          for (const c of [0, 1])
            t.true(Math.abs(image[3 * i + c]! - 4 * expected[c]!) <= 1.6, `channel ${c} at ${x}, ${y}`);
          t.true(Math.abs(label[i]! - window.left - sourceX) <= 0.5 + 1e-9);
        }
      }
    }),
    { numRuns: 40 },
  );
});
