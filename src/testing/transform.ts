import { isDeepStrictEqual } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { SampleCheck } from '../core/data/inspection/sample-check.js';
import type { Sample } from '../core/interfaces/dataset.js';
import type { Transform } from '../core/interfaces/transform.js';
import { RandomStream } from '../core/random/random-stream.js';
import { fail, suite } from './suite.js';

/** Neither 255, which many a transform would write unasked, nor a value between those of two classes. */
const IGNORE_INDEX = 77;
/** Label values whose means are no labels, with the colour of their pixels. */
const COLORS: ReadonlyMap<number, readonly [number, number, number]> = new Map([
  [0, [230, 40, 40]],
  [4, [30, 160, 60]],
  [11, [30, 30, 120]],
  [29, [200, 200, 240]],
  [IGNORE_INDEX, [120, 110, 20]],
]);
/** Height and width of the patches of one label. */
const PATCH = 8;
/** Share of the colours' variance inside of labels above which image and label have parted. */
const MOST_VARIANCE = 0.1;

/**
 * Tries a transform on samples whose colours tell their labels: both move in the same way and keep one size, labels are
 * never mixed, new pixels get the ignore index, the id stays, the given sample stays as it is, and the result depends on
 * the given stream alone. Throws an AssertionError that says what is wrong; runs in any test framework.
 * @param create makes a new, equal transform at each call; the samples have 96x64, 40x56 and 5x3 pixels
 */
export function testTransform(create: () => Transform): Promise<void> {
  return suite('transform', async () => {
    const [transform, twin] = [create(), create()];
    const before = tf.memory().numTensors;
    for (const [width, height] of [
      [96, 64],
      [40, 56],
      [5, 3],
    ] as const) {
      for (let seed = 1; seed <= 8; seed++) {
        const sample = sampleOf(width, height, seed);
        const result = await apply(transform, sample, seed);
        checkResult(sample, result);
        for (const each of [transform, twin]) {
          if (isDeepStrictEqual(await apply(each, sample, seed), result)) continue;
          const who = each === transform ? 'a second call' : 'an equal transform';
          fail(
            `${who} gives another result for the same sample and stream: draw from context.random and keep no state`,
          );
        }
      }
    }
    const blank = { ...sampleOf(24, 24, 1), label: new Uint8Array(24 * 24).fill(IGNORE_INDEX) };
    checkResult(blank, await apply(transform, blank, 1));
    const left = tf.memory().numTensors - before;
    if (left !== 0) fail(`${left} tensors are left behind`);
  });
}

/** Patches of a random label each. */
function sampleOf(width: number, height: number, seed: number): Sample {
  const random = RandomStream.fromSeed(seed);
  const values = [...COLORS.keys()];
  const across = Math.ceil(width / PATCH);
  const patches = Array.from(
    { length: across * Math.ceil(height / PATCH) },
    () => values[random.integer(values.length)]!,
  );
  const label = Uint8Array.from(
    { length: width * height },
    (_, i) => patches[Math.floor(i / width / PATCH) * across + Math.floor((i % width) / PATCH)]!,
  );
  const image = Uint8Array.from({ length: 3 * label.length }, (_, i) => COLORS.get(label[Math.floor(i / 3)]!)![i % 3]!);
  return { id: `sample-${seed}`, width, height, image, label };
}

async function apply(transform: Transform, sample: Sample, seed: number): Promise<Sample> {
  const given = structuredClone(sample);
  const result = await transform.apply(sample, { ignoreIndex: IGNORE_INDEX, random: RandomStream.fromSeed(seed) });
  if (!isDeepStrictEqual(sample, given)) fail('apply overwrites the given sample, which may be in a cache');
  return { ...result, image: Uint8Array.from(result.image), label: Uint8Array.from(result.label) };
}

function checkResult(before: Sample, after: Sample): void {
  const size = `${before.width}x${before.height}`;
  const malformed = new SampleCheck({ classCount: 256, ignoreIndex: IGNORE_INDEX }).shapeProblem(
    after,
    'the transform',
  );
  if (malformed) fail(`a sample of ${size}: ${malformed.message}`);
  if (after.id !== before.id) fail(`the id of a sample becomes "${after.id}" instead of "${before.id}"`);
  const known = new Set([...before.label, IGNORE_INDEX]);
  const stray = after.label.find((value) => !known.has(value));
  if (stray !== undefined) {
    fail(
      `a sample of ${size} gets the label ${stray}, which it did not have: labels are moved by nearest neighbour, and new pixels get the ignore index, ${IGNORE_INDEX} here`,
    );
  }
  const apart = varianceInside(after);
  if (apart > MOST_VARIANCE) {
    const share = Math.round(100 * apart);
    fail(
      `a sample of ${size}: image and label move differently: ${share} % of the colours' variance is inside of labels`,
    );
  }
}

/**
 * Share of the variance of colours that is among pixels of one label, 0 to 1: 0 where colours tell labels, however they were
 * changed. Pixels beside another label are left out, for there resizing mixes colours, and so are ignored ones, some of
 * which are new. 0 too where there is only one label or one colour.
 */
function varianceInside({ width, height, image, label }: Sample): number {
  const sums = new Map<number, { count: number; sum: number[]; square: number }>();
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const value = label[at]!;
      if (value === IGNORE_INDEX) continue;
      const around = [1, width, width - 1, width + 1].flatMap((step) => [at - step, at + step]);
      if (around.some((other) => label[other] !== value)) continue;
      const entry = sums.get(value) ?? { count: 0, sum: [0, 0, 0], square: 0 };
      sums.set(value, entry);
      entry.count++;
      for (let c = 0; c < 3; c++) {
        const v = image[3 * at + c]!;
        entry.sum[c]! += v;
        entry.square += v * v;
      }
    }
  }
  const entries = [...sums.values()];
  const total = entries.reduce(
    (all, { count, sum, square }) => ({
      count: all.count + count,
      sum: all.sum.map((v, c) => v + sum[c]!),
      square: all.square + square,
    }),
    { count: 0, sum: [0, 0, 0], square: 0 },
  );
  const spread = ({ count, sum, square }: typeof total) =>
    square - sum.reduce((s, v) => s + v * v, 0) / Math.max(1, count);
  const all = spread(total);
  return entries.length < 2 || all < total.count ? 0 : entries.reduce((sum, entry) => sum + spread(entry), 0) / all;
}
