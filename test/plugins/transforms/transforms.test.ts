import test from 'ava';
import fc from 'fast-check';
import type { Sample } from '../../../src/core/interfaces/dataset.js';
import { RandomStream } from '../../../src/core/random/random-stream.js';
import { adjustment } from '../../../src/plugins/transforms/color-matrix.js';
import { Pad } from '../../../src/plugins/transforms/pad.js';
import { Photometric } from '../../../src/plugins/transforms/photometric.js';
import { RandomCrop } from '../../../src/plugins/transforms/random-crop.js';
import { RandomFlip } from '../../../src/plugins/transforms/random-flip.js';
import { RandomScale } from '../../../src/plugins/transforms/random-scale.js';
import { RandomScaleCrop } from '../../../src/plugins/transforms/random-scale-crop.js';
import { Resize } from '../../../src/plugins/transforms/resize.js';

const FILL = [124, 116, 104];
const context = (seed = 1) => ({ ignoreIndex: 255, random: RandomStream.fromSeed(seed) });

/** Label 1–4 by quadrant; the image's red channel says the same, 50 a class. */
function quadrants(width: number, height: number): Sample {
  const label = Uint8Array.from({ length: width * height }, (_, i) => {
    const right = i % width >= width / 2 ? 1 : 0;
    return 1 + right + (i >= (height / 2) * width ? 2 : 0);
  });
  return {
    id: 'q',
    width,
    height,
    label,
    image: Uint8Array.from({ length: 3 * label.length }, (_, i) => redOf(i, label)),
  };
}

const redOf = (i: number, label: Uint8Array) => (i % 3 === 0 ? 50 * label[Math.floor(i / 3)]! : i % 3);

/** Every pixel is new, or shows in red what its label says; a few on the borders of quadrants may be mixed. */
function agreement({ image, label }: Sample): number {
  let agree = 0;
  label.forEach((value, i) => {
    const pixel = [...image.subarray(3 * i, 3 * i + 3)];
    const expected = value === 255 ? FILL : [50 * value, 1, 2];
    if (pixel.every((channel, c) => Math.abs(channel - expected[c]!) <= 1)) agree++;
  });
  return agree / label.length;
}

const sizes = fc.record({
  width: fc.integer({ min: 8, max: 40 }),
  height: fc.integer({ min: 8, max: 40 }),
  cropWidth: fc.integer({ min: 4, max: 50 }),
  cropHeight: fc.integer({ min: 4, max: 50 }),
  seed: fc.integer(),
});

test('crops have the asked size; what is not of the image is filled and ignored', async (t) => {
  await fc.assert(
    fc.asyncProperty(sizes, async ({ width, height, cropWidth, cropHeight, seed }) => {
      const options = { width: cropWidth, height: cropHeight };
      const crop = RandomCrop.create(options).apply(quadrants(width, height), context(seed));
      const shown = Math.min(width, cropWidth) * Math.min(height, cropHeight);
      return (
        crop.width === cropWidth &&
        crop.height === cropHeight &&
        agreement(crop) === 1 &&
        crop.label.filter((value) => value !== 255).length === shown
      );
    }),
  );
  t.pass();
});

test('scaling, alone and together with cropping, keeps image and label on each other', async (t) => {
  const sample = quadrants(96, 64);
  const together = { min: 0.5, max: 2, width: 80, height: 56 };
  for (let seed = 0; seed < 40; seed++) {
    const scaled = await RandomScale.create({ min: 0.5, max: 2 }).apply(sample, context(seed));
    t.true(agreement(scaled) > 0.93, `${seed}: ${agreement(scaled)}`);
    const crop = await RandomScaleCrop.create(together).apply(sample, context(seed));
    t.deepEqual([crop.width, crop.height], [80, 56]);
    t.true(agreement(crop) > 0.93, `${seed}: ${agreement(crop)}`);
  }
});

test('with shortSide the factor is relative to the shorter side, whatever size an image has', async (t) => {
  const options = { min: 1, max: 1, shortSide: 48 };
  for (const [width, height, expected] of [
    [96, 64, [72, 48]],
    [32, 64, [48, 96]],
  ] as const) {
    const { width: w, height: h } = await RandomScale.create(options).apply(quadrants(width, height), context());
    t.deepEqual([w, h], [...expected]);
  }
  const crop = await RandomScaleCrop.create({ ...options, width: 72, height: 48 }).apply(quadrants(96, 64), context());
  t.deepEqual([...crop.label.filter((value) => value === 255)], [], 'the whole image, nothing beside it');
  t.is(crop.label[0], 1);
  t.is(crop.label.at(-1), 4);
});

test('with aspect the ratio of width to height changes and the area does not', async (t) => {
  const options = { min: 1, max: 1, aspect: 0.2 };
  const ratios: number[] = [];
  for (let seed = 0; seed < 40; seed++) {
    const scaled = await RandomScale.create(options).apply(quadrants(200, 200), context(seed));
    t.true(Math.abs((scaled.width * scaled.height) / 200 ** 2 - 1) < 0.01);
    ratios.push(scaled.width / scaled.height);
    const crop = await RandomScaleCrop.create({ ...options, width: 150, height: 150 }).apply(
      quadrants(200, 200),
      context(seed),
    );
    t.true(agreement(crop) > 0.93, `${seed}`);
  }
  t.true(Math.min(...ratios) >= 0.79 && Math.min(...ratios) < 0.87, `${Math.min(...ratios)}`);
  t.true(Math.max(...ratios) <= 1.21 && Math.max(...ratios) > 1.13, `${Math.max(...ratios)}`);
});

test('random-scale-crop at scale 1 is a plain crop', async (t) => {
  const sample = quadrants(96, 64);
  const options = { min: 1, max: 1, width: 40, height: 30 };
  for (let seed = 0; seed < 10; seed++) {
    t.is(agreement(await RandomScaleCrop.create(options).apply(sample, context(seed))), 1);
  }
});

test('a crop is drawn again while one class covers too much of it', (t) => {
  const sample = quadrants(60, 60);
  const share = ({ label }: Sample) => Math.max(...[1, 2, 3, 4].map((c) => label.filter((v) => v === c).length)) / 400;
  const limited = { width: 20, height: 20, maxClassShare: 0.75, attempts: 100 };
  const any = { width: 20, height: 20 };
  const crops = (options: typeof any) =>
    Array.from({ length: 30 }, (_, seed) => share(RandomCrop.create(options).apply(sample, context(seed))));
  t.true(Math.max(...crops(limited)) <= 0.75);
  t.true(Math.max(...crops(any)) > 0.75);
});

test('flipping mirrors image and label together, twice is nothing, and a sample is never changed in place', (t) => {
  const sample = quadrants(14, 6);
  const before = structuredClone(sample);
  const always = RandomFlip.create({ probability: 1 });
  const once = always.apply(sample, context());
  t.is(agreement(once), 1);
  t.is(once.label[0], 2);
  t.deepEqual(always.apply(once, context()), before);
  t.deepEqual(sample, before);
  t.is(RandomFlip.create({ probability: 0 }).apply(sample, context()), sample);
});

test('resize takes the label under each pixel centre; pad widens at the right and at the bottom', async (t) => {
  const sample = quadrants(8, 8);
  const half = await Resize.create({ width: 4, height: 4 }).apply(sample);
  t.deepEqual([...half.label], [1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4]);
  const padded = Pad.create({ multipleOf: 5, height: 12 }).apply(sample, context());
  t.deepEqual([padded.width, padded.height], [10, 15]);
  t.is(agreement(padded), 1);
  t.deepEqual([...padded.label.subarray(0, 10)], [1, 1, 1, 1, 2, 2, 2, 2, 255, 255]);
});

test('the photometric change of a native thread is the affine map of the formula', async (t) => {
  const image = Uint8Array.from({ length: 300 }, (_, i) => (i * 53) % 256);
  const sample: Sample = { id: 'p', width: 10, height: 10, image, label: new Uint8Array(100) };
  const options = Photometric.options.parse({ probability: 1 });
  for (let seed = 0; seed < 10; seed++) {
    const changed = await Photometric.create(options).apply(sample, context(seed));
    const random = RandomStream.fromSeed(seed);
    random.uniform();
    const draw = (range: number) => random.between(1 - range, 1 + range);
    const [brightness, contrast, saturation] = [
      draw(options.brightness),
      draw(options.contrast),
      draw(options.saturation),
    ];
    const { matrix, offset } = adjustment({ brightness, contrast, saturation, hue: random.between(-0.05, 0.05) });
    changed.image.forEach((value, i) => {
      const rgb = image.subarray(i - (i % 3), i - (i % 3) + 3);
      const exact = matrix[i % 3]!.reduce((sum, factor, c) => sum + factor * rgb[c]!, offset);
      if (Math.abs(value - Math.min(255, Math.max(0, exact))) > 0.51) t.fail(`${seed}/${i}: ${value}, not ${exact}`);
    });
  }
  t.pass();
});

test('the four changes do what their names say', (t) => {
  const change = (options: Partial<Parameters<typeof adjustment>[0]>, rgb: number[]) => {
    const { matrix, offset } = adjustment({ brightness: 1, contrast: 1, saturation: 1, hue: 0, ...options });
    return matrix.map((row) => Math.round(row.reduce((sum, factor, c) => sum + factor * rgb[c]!, offset)));
  };
  t.deepEqual(change({}, [10, 200, 30]), [10, 200, 30]);
  t.deepEqual(change({ brightness: 1.5 }, [10, 100, 30]), [15, 150, 45]);
  t.deepEqual(change({ contrast: 0.5 }, [128, 28, 228]), [128, 78, 178]);
  t.deepEqual(change({ saturation: 0 }, [255, 0, 0]), [76, 76, 76]);
  t.deepEqual(change({ hue: 0.3 }, [90, 90, 90]), [90, 90, 90]);
  const [red, green] = change({ hue: 1 / 3 }, [200, 50, 50]);
  t.not(red! > green!, true);
});
