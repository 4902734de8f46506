import * as tf from '@tensorflow/tfjs';
import sharp from 'sharp';
import { cutSample, mirrorSample, resizeSample } from '../../src/core/data/raster/raster.js';
import type { Sample } from '../../src/core/interfaces/dataset.js';
import type { Transform, TransformContext } from '../../src/core/interfaces/transform.js';
import { testTransform } from '../../src/testing/index.js';
import { plant } from '../helpers/planted-faults.js';

const doing = (apply: Transform['apply']) => (): Transform => ({ apply });

const half = (sample: Sample) => [Math.ceil(sample.width / 2), Math.ceil(sample.height / 2)] as const;
const invert = (sample: Sample): Sample => ({ ...sample, image: sample.image.map((value) => 255 - value) });
const shifted = (sample: Sample, left: number, { ignoreIndex }: TransformContext): Sample =>
  cutSample(
    sample,
    { left, top: 0, width: sample.width, height: sample.height },
    { color: [0, 0, 0], label: ignoreIndex },
  );

/** Resizes the mask as if its values were brightness. */
async function interpolated(sample: Sample): Promise<Sample> {
  const { width, height, label } = sample;
  const resized = await resizeSample(sample, 2 * width, 2 * height);
  const raw = { width, height, channels: 1 as const };
  const mask = await sharp(label, { raw })
    .resize(2 * width, 2 * height, { fit: 'fill' })
    .raw()
    .toBuffer();
  return { ...resized, label: mask.filter((_, i) => i % (mask.length / resized.label.length) === 0) };
}

let calls = 0;

plant<Transform>(
  testTransform,
  {
    'a transform that does nothing': doing((sample) => sample),
    'mirroring by chance': doing((sample, { random }) => (random.uniform() < 0.5 ? mirrorSample(sample) : sample)),
    'halving and inverting': doing((sample) => resizeSample(invert(sample), ...half(sample))),
    'noise and grey': doing((sample, { random }) => {
      const image = sample.image.map((_, i, all) => 0.7 * all[i - (i % 3)]! + random.between(0, 20));
      return { ...sample, image };
    }),
    'moving by three pixels': doing((sample, context) => shifted(sample, 3, context)),
  },
  {
    'labels that are interpolated': [
      doing(interpolated),
      /gets the label \d+, which it did not have: .*nearest neighbour/,
    ],
    'new pixels of 255': [
      doing((sample, context) => shifted(sample, 3, { ...context, ignoreIndex: 255 })),
      /gets the label 255, which it did not have.*the ignore index, 77 here/,
    ],
    'an image that is mirrored alone': [
      doing((sample) => ({ ...sample, image: mirrorSample(sample).image })),
      /image and label move differently: \d+ % of the colours' variance/,
    ],
    'an image that is moved by two pixels alone': [
      doing((sample, context) => ({ ...sample, image: shifted(sample, 2, context).image })),
      /a sample of 96x64: image and label move differently/,
    ],
    'a label that stays when the image is turned around': [
      doing((sample) => ({ ...sample, label: sample.label.slice().reverse() })),
      /image and label move differently/,
    ],
    'an image and a label of two sizes': [
      doing(async (sample) => ({ ...(await resizeSample(sample, ...half(sample))), label: sample.label })),
      /a sample of 96x64: .*values of label at 48x32/,
    ],
    'a size that is not told': [
      doing(async (sample) => ({ ...(await resizeSample(sample, ...half(sample))), width: sample.width })),
      /values of image at 96x32/,
    ],
    'a sample that is overwritten': [
      doing((sample) => {
        sample.image.reverse();
        sample.label.reverse();
        return sample;
      }),
      /apply overwrites the given sample/,
    ],
    'another id': [
      doing((sample) => ({ ...sample, id: `${sample.id}-cropped` })),
      /becomes "sample-1-cropped" instead/,
    ],
    'Math.random': [
      doing((sample) => (Math.random() < 0.5 ? mirrorSample(sample) : sample)),
      /(a second call|an equal transform) gives another result for the same sample and stream/,
    ],
    'module state': [
      doing((sample) => (calls++ % 3 === 1 ? mirrorSample(sample) : sample)),
      /gives another result for the same sample and stream/,
    ],
    'a leaked tensor': [
      doing((sample) => {
        tf.tensor1d([1]);
        return sample;
      }),
      /^\d+ tensors are left behind/,
    ],
    'an unlabelled sample that it cannot take': [
      doing((sample) => {
        if (sample.label.every((value) => value === 77)) throw new RangeError('no class to crop around');
        return sample;
      }),
      /^the transform throws: no class to crop around$/,
    ],
  },
);
