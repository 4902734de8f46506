import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { SampleCheck } from '../../../../src/core/data/inspection/sample-check.js';
import { scanDataset } from '../../../../src/core/data/inspection/scan.js';
import { BatchLoader } from '../../../../src/core/data/loading/loader.js';
import { ContrasegError } from '../../../../src/core/errors/index.js';
import { evaluate } from '../../../../src/core/evaluation/evaluate.js';
import type { DatasetSplit, Sample } from '../../../../src/core/interfaces/dataset.js';
import type { Transform } from '../../../../src/core/interfaces/transform.js';
import { RandomStreams } from '../../../../src/core/random/random-streams.js';

/** What a plugin may hand out: 4 x 2 pixels of two classes, with these changes. */
const split = (changes: Partial<Record<keyof Sample, unknown>> = {}): DatasetSplit => ({
  name: 'train',
  size: 2,
  id: (index) => `s${index}`,
  sample: async (index) =>
    ({
      id: `s${index}`,
      width: 4,
      height: 2,
      image: new Uint8Array(24),
      label: Uint8Array.of(0, 1, 0, 1, 0, 1, 255, 1),
      ...changes,
    }) as Sample,
});

async function refusal(source: DatasetSplit, transforms: readonly Transform[] = []): Promise<string> {
  const loader = new BatchLoader(source, {
    batchSize: 2,
    ignoreIndex: 255,
    classCount: 2,
    random: new RandomStreams(1),
    transforms,
  });
  const found = await loader.next().then(
    () => 'accepted',
    (error: Error) => (error instanceof ContrasegError ? error.message : `not ours: ${error}`),
  );
  await loader.close();
  return found;
}

const nines = Uint8Array.of(0, 9, 0, 1, 9, 1, 255, 1);

test('samples of a plugin that are not what they claim are refused where batches are made', async (t) => {
  t.is(await refusal(split()), 'accepted');
  t.regex(
    await refusal(split({ label: nines })),
    /STRAY_LABEL .*"s\d" of the split "train" .*: 9 \(2 px\); allowed are 0–1 and 255/,
  );
  t.regex(
    await refusal(split({ image: new Uint8Array(23) })),
    /MALFORMED_SAMPLE .*"s\d" of the split "train" has 23 values of image .*; expected 24/,
  );
  t.regex(await refusal(split({ label: new Uint8Array(9) })), /9 values of label at 4x2 .*; expected 8/);
  t.regex(await refusal(split({ label: new Int32Array(8) })), /as label a Int32Array; expected a Uint8Array/);
  t.regex(await refusal(split({ image: undefined })), /as image undefined; expected a Uint8Array/);
  t.regex(await refusal(split({ width: 4.5 })), /the size 4\.5x2; expected whole numbers/);
});

test('the transform that broke a sample is named, not one after it', async (t) => {
  const good: Transform = { apply: (sample) => ({ ...sample, label: sample.label.slice() }) };
  class Paint implements Transform {
    apply(sample: Sample): Sample {
      return { ...sample, label: sample.label.map(() => 77) };
    }
  }
  t.regex(await refusal(split(), [good, new Paint(), good]), /made from "s\d", has labels of no class: 77 \(8 px\)/);
  t.regex(await refusal(split(), [good, new Paint(), good]), /transforms\[1\] \(Paint\)/);
  const wider: Transform = { apply: (sample) => ({ ...sample, width: sample.width + 1 }) };
  t.regex(await refusal(split(), [good, wider, good]), /transforms\[1\] .*24 values of image at 5x2 .*; expected 30/);
  const nothing: Transform = { apply: () => undefined as unknown as Sample };
  t.regex(await refusal(split(), [nothing]), /transforms\[0\] .*the size undefinedxundefined/);
});

test('evaluation and data check refuse them too, and name the sample', async (t) => {
  await tf.setBackend('cpu');
  const predict = () => tf.zeros<tf.Rank.R4>([1, 2, 4, 2]);
  const options = { classCount: 2, ignoreIndex: 255, normalization: { mean: [0, 0, 0], std: [1, 1, 1] } };
  t.is((await evaluate(predict, split(), options)).images.length, 2);
  await t.throwsAsync(evaluate(predict, split({ label: nines }), options), { message: /"s0" of the split "train".*9/ });

  const classes = ['a', 'b'].map((name) => ({ name, color: [0, 0, 0] as const }));
  const dataset = { classes, ignoreIndex: 255, splits: ['train'], split: () => split({ label: nines }) };
  const { problems } = await scanDataset({ open: async () => dataset });
  t.deepEqual(
    problems.map(({ code }) => code),
    ['CONTRASEG_STRAY_LABEL', 'CONTRASEG_STRAY_LABEL'],
  );
});

test('checking a batch of 8 labels of 240x320 takes far less than a step', (t) => {
  const check = new SampleCheck({ classCount: 11, ignoreIndex: 255 });
  const size = { width: 320, height: 240 };
  const label = Uint8Array.from({ length: 240 * 320 }, (_, i) => (i % 12 === 11 ? 255 : i % 12));
  const sample = { id: 'a', ...size, image: new Uint8Array(3 * label.length), label };
  const batch = () => {
    const start = performance.now();
    for (let i = 0; i < 8; i++) t.is(check.problem(sample, 'here'), undefined);
    return performance.now() - start;
  };
  const times = Array.from({ length: 30 }, batch).sort((a, b) => a - b);
  t.log(`median ${times[15]!.toFixed(2)} ms`);
  t.true(times[15]! < 20, `${times[15]} ms`);
});
