import * as tf from '@tensorflow/tfjs';
import type { OpenBank } from '../../src/core/interfaces/memory-bank.js';
import { RandomStream } from '../../src/core/random/random-stream.js';
import { gatherPixels } from '../../src/plugins/pixel-contrast/embedding/gather-pixels.js';
import {
  AllExamples,
  classRanges,
  contrast,
  PixelBank,
  SegmentationAwareAnchors,
  SemiHardExamples,
} from '../../src/plugins/pixel-contrast/index.js';
import { labelGrid } from '../../src/plugins/pixel-contrast/pixels/label-grid.js';
import { medianSeconds, peakMegabytes } from './measure.js';

export type Figures = Readonly<Record<string, number>>;

const CLASSES = 19;
const ANCHORS = 1024;
const DIMENSION = 256;
const TEMPERATURE = 0.1;

/** (a) In batch: embeddings 2x128x256x256, up to 1024 anchors, sampling, forward and backward. */
export function inBatch(repeats: number): Figures {
  const [batch, h, w] = [2, 128, 256];
  const random = RandomStream.fromSeed(1);
  const embeddings = unitRows(batch * h * w).reshape([batch, h, w, DIMENSION]);
  const values = Int32Array.from(
    { length: batch * h * w },
    (_, i) => Math.floor((i % w) / 8 + Math.floor(i / w / 8)) % CLASSES,
  );
  const predictions = values.map((value) => (random.uniform() < 0.3 ? random.integer(CLASSES) : value));
  const sampler = SegmentationAwareAnchors.create({ perClass: 100 });
  let anchors = 0;
  const step = (x: tf.Tensor): tf.Scalar => {
    const { groups } = labelGrid({ values, shape: [batch, h, w], ignoreIndex: 255, classCount: CLASSES }, [h, w]);
    const chosen = sampler.sample({ groups, predictions, confidence: () => new Float32Array() }, random);
    const pixels = chosen.flatMap((group) => [...group.pixels]);
    const classes = chosen.flatMap((group) => [...group.pixels].map(() => group.classId));
    anchors = pixels.length;
    const rows = gatherPixels(x.reshape([-1, DIMENSION]), Int32Array.from(pixels));
    const set = { classCount: CLASSES, ranges: classRanges(classes), banks: [], batch: true };
    return contrast(rows, set, { temperature: TEMPERATURE, examples: AllExamples.create(), random, unitLength: true })
      .loss;
  };
  const [seconds] = medianSeconds(repeats, () => tf.dispose(tf.valueAndGrad(step)(embeddings)));
  return { seconds: seconds!, anchors };
}

/** (b), (d) Against every row of a bank; its own two matrix products beside it. */
export function everyRow(rows: number, repeats: number): Figures {
  const { run, products } = memoryCase(rows, 'all');
  const megabytes = peakMegabytes(run);
  const [seconds, productSeconds] = medianSeconds(repeats, run, products) as [number, number];
  return { rows, seconds, productSeconds, ratio: seconds / productSeconds, megabytes };
}

/** (c) The defaults: semi-hard examples from the same bank. */
export function semiHard(rows: number, repeats: number): Figures {
  const { run } = memoryCase(rows, 'semi-hard');
  const { run: all } = memoryCase(rows, 'all');
  const megabytes = peakMegabytes(run);
  const [seconds, allSeconds] = medianSeconds(repeats, run, all) as [number, number];
  return { rows, seconds, allSeconds, ratio: seconds / allSeconds, megabytes };
}

function memoryCase(rows: number, examples: 'all' | 'semi-hard'): { run: () => void; products: () => void } {
  const random = RandomStream.fromSeed(2);
  const bank = filledBank(Math.floor(rows / CLASSES));
  const anchors = unitRows(ANCHORS);
  const classes = Array.from({ length: ANCHORS }, (_, i) => Math.floor((i * CLASSES) / ANCHORS));
  const set = { classCount: CLASSES, ranges: classRanges(classes), banks: [bank], batch: false };
  const sampler = examples === 'all' ? AllExamples.create() : SemiHardExamples.create();
  const options = { temperature: TEMPERATURE, examples: sampler, random, unitLength: true };
  const run = () => tf.dispose(tf.valueAndGrad((x) => contrast(x as tf.Tensor2D, set, options).loss)(anchors));
  const products = () => {
    for (let classId = 0; classId < CLASSES; classId++) {
      for (const block of bank.blocks(classId)) {
        tf.dispose(tf.tidy(() => tf.matMul(tf.matMul(anchors, block, false, true), block)));
      }
    }
  };
  return { run, products };
}

/** A pixel bank with `capacity` random rows for each class. */
function filledBank(capacity: number): OpenBank {
  const bank = PixelBank.create({ capacity }).allocate({
    classCount: CLASSES,
    dimension: DIMENSION,
    trainingImages: 1,
  });
  for (let classId = 0; classId < CLASSES; classId++) {
    for (let row = 0; row < capacity; row += 1024) {
      const pixels = new Int32Array(Math.min(1024, capacity - row));
      const embeddings = unitRows(pixels.length);
      bank.push({ groups: [{ image: 0, classId, pixels }], embeddings });
      embeddings.dispose();
    }
  }
  return bank;
}

let seed = 0;

function unitRows(count: number): tf.Tensor2D {
  return tf.tidy(() => {
    const rows = tf.randomNormal<tf.Rank.R2>([count, DIMENSION], 0, 1, 'float32', ++seed);
    return tf.div(rows, tf.norm(rows, 2, 1, true));
  });
}
