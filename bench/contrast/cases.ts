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

const CLASSES = 19;
const ANCHORS = 1024;
const DIMENSION = 256;
const TEMPERATURE = 0.1;

/** Makes the inputs of a case and returns what is timed: forward and backward. */
type Prepare = (...args: string[]) => () => void;

/** Embeddings 2x128x256x256, up to 1024 anchors, with sampling. */
function inBatch(): () => void {
  const [batch, h, w] = [2, 128, 256];
  const random = RandomStream.fromSeed(1);
  const embeddings = unitRows(batch * h * w).reshape([batch, h, w, DIMENSION]);
  const values = Int32Array.from(
    { length: batch * h * w },
    (_, i) => Math.floor((i % w) / 8 + Math.floor(i / w / 8)) % CLASSES,
  );
  const predictions = values.map((value) => (random.uniform() < 0.3 ? random.integer(CLASSES) : value));
  const sampler = SegmentationAwareAnchors.create({ perClass: 100 });
  const step = (x: tf.Tensor): tf.Scalar => {
    const { groups } = labelGrid({ values, shape: [batch, h, w], ignoreIndex: 255, classCount: CLASSES }, [h, w]);
    const chosen = sampler.sample({ groups, predictions, confidence: () => new Float32Array() }, random);
    const pixels = chosen.flatMap((group) => [...group.pixels]);
    const classes = chosen.flatMap((group) => [...group.pixels].map(() => group.classId));
    const rows = gatherPixels(x.reshape([-1, DIMENSION]), Int32Array.from(pixels));
    const set = { classCount: CLASSES, ranges: classRanges(classes), banks: [], batch: true };
    return contrast(rows, set, { temperature: TEMPERATURE, examples: AllExamples.create(), random, unitLength: true })
      .loss;
  };
  return () => tf.dispose(tf.valueAndGrad(step)(embeddings));
}

/** Against a bank: every row of it, or the examples of a sampler; or only the two matrix products of the former. */
function memory(rows: string, what: 'exact' | 'semi-hard' | 'products'): () => void {
  const bank = bankOf(Number(rows));
  const anchors = unitRows(ANCHORS);
  if (what === 'products') return () => multiply(anchors, bank);
  const classes = Array.from({ length: ANCHORS }, (_, i) => Math.floor((i * CLASSES) / ANCHORS));
  const set = { classCount: CLASSES, ranges: classRanges(classes), banks: [bank], batch: false };
  const options = {
    temperature: TEMPERATURE,
    examples: what === 'exact' ? AllExamples.create() : SemiHardExamples.create(),
    random: RandomStream.fromSeed(2),
    unitLength: true,
  };
  return () => tf.dispose(tf.valueAndGrad((x) => contrast(x as tf.Tensor2D, set, options).loss)(anchors));
}

function multiply(anchors: tf.Tensor2D, bank: OpenBank): void {
  for (let classId = 0; classId < CLASSES; classId++) {
    for (const block of bank.blocks(classId)) {
      tf.dispose(tf.tidy(() => tf.matMul(tf.matMul(anchors, block, false, true), block)));
    }
  }
}

export const CASES: Readonly<Record<string, Prepare>> = {
  batch: inBatch,
  memory: (rows) => memory(rows!, 'exact'),
  'semi-hard': (rows) => memory(rows!, 'semi-hard'),
  products: (rows) => memory(rows!, 'products'),
};

const banks = new Map<number, OpenBank>();

/** The cases of one size share a bank. */
function bankOf(rows: number): OpenBank {
  if (!banks.has(rows)) banks.set(rows, filledBank(Math.floor(rows / CLASSES)));
  return banks.get(rows)!;
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
