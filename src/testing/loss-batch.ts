import { isDeepStrictEqual } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import type { FeatureInfos } from '../core/interfaces/backbone.js';
import type { LossInputs, LossTerm } from '../core/interfaces/loss.js';
import { RandomStream } from '../core/random/random-stream.js';
import { fail } from './suite.js';

export const CLASSES = 4;
/** Not 255, which a loss may have written down instead of asking. */
export const IGNORE_INDEX = 77;
const LOGITS_STRIDE = 4;
const [BATCH, HEIGHT, WIDTH] = [2, 32, 48];

/** The feature maps that the loss is offered. */
export const FEATURES: FeatureInfos = {
  c2: { channels: 6, stride: 4 },
  c5: { channels: 12, stride: 16 },
  decoder: { channels: 8, stride: 4 },
};

/** The auxiliary logits that the loss is offered. */
export const AUXILIARY: FeatureInfos = { auxiliary: { channels: CLASSES, stride: 8 } };

/** The labels of a batch; logits and features depend on the iteration. */
export interface Batch {
  readonly situation: string;
  /** Class of a pixel, flat over the batch; nothing where it is not labelled. */
  readonly classOf: (pixel: number) => number | undefined;
  /** Added to the logits at a cell of their map. */
  readonly shift?: (row: number, column: number) => number;
}

export const ALL_CLASSES: Batch = {
  situation: 'all classes',
  classOf: (pixel) => (pixel % 11 === 0 ? undefined : Math.floor(pixel / 16) % CLASSES),
};

/** Batches that a training run meets sooner or later. */
export const BATCHES: readonly Batch[] = [
  ALL_CLASSES,
  { situation: 'no labelled pixel', classOf: () => undefined },
  { situation: 'class 0 alone', classOf: () => 0 },
  { situation: 'a single labelled pixel', classOf: (pixel) => (pixel === 700 ? 2 : undefined) },
];

/** Columns of logits that no labelled pixel of `LEFT_IGNORED` is computed from, however they are resized. */
export const UNSEEN_COLUMNS = 4;
/** Labelled in the right half alone. */
export const LEFT_IGNORED: Batch = {
  situation: 'the left half ignored',
  classOf: (pixel) => (pixel % WIDTH < WIDTH / 2 ? undefined : Math.floor(pixel / 16) % CLASSES),
};
export const LEFT_CHANGED: Batch = {
  ...LEFT_IGNORED,
  shift: (row, column) => (column < UNSEEN_COLUMNS ? 3 * Math.sin(row + 2 * column) : 0),
};
/** The columns of the map of logits. */
export const LOGITS_COLUMNS = WIDTH / LOGITS_STRIDE;

export function inputsOf(
  term: LossTerm,
  batch: Batch,
  iteration: number,
  ignoreIndex: number,
): Omit<LossInputs, 'step'> {
  const features = (term.features ?? []).map((name) => {
    const info = FEATURES[name] ?? AUXILIARY[name];
    if (!info) fail(`the loss reads the feature map "${name}", which is not offered`);
    const random = RandomStream.fromSeed(iteration + 1000 * info.channels);
    return [name, mapOf(info.stride, info.channels, () => random.normal())] as const;
  });
  const labelValues = labelsOf(batch, ignoreIndex);
  return {
    logits: logitsOf(batch, iteration),
    features: Object.fromEntries(features),
    labels: tf.tensor3d(labelValues.slice(), [BATCH, HEIGHT, WIDTH], 'int32'),
    labelValues,
  };
}

/** Fails where the loss wrote into what it was given: other losses read it too. */
export function checkUntouched(batch: Batch, inputs: Omit<LossInputs, 'step'>, iteration: number, ignoreIndex: number) {
  const labels = labelsOf(batch, ignoreIndex);
  const overwritten = (found: ArrayLike<number>, given: ArrayLike<number>) =>
    Array.from(given).filter((value, i) => value !== found[i]).length;
  for (const [name, found] of [
    ['labelValues', inputs.labelValues],
    ['labels', inputs.labels.dataSync()],
  ] as const) {
    const count = overwritten(found, labels);
    if (count > 0) fail(`${batch.situation}: compute overwrites ${count} of the ${labels.length} values of ${name}`);
  }
  const logits = logitsOf(batch, iteration);
  if (!isDeepStrictEqual(inputs.logits.dataSync(), logits.dataSync()))
    fail(`${batch.situation}: compute overwrites the logits`);
  logits.dispose();
}

function labelsOf({ classOf }: Batch, ignoreIndex: number): Int32Array {
  return Int32Array.from({ length: BATCH * HEIGHT * WIDTH }, (_, pixel) => classOf(pixel) ?? ignoreIndex);
}

function logitsOf({ shift = () => 0 }: Batch, iteration: number): tf.Tensor4D {
  const random = RandomStream.fromSeed(iteration);
  return mapOf(LOGITS_STRIDE, CLASSES, (i) => {
    const cell = Math.floor(i / CLASSES);
    return random.normal() + shift(Math.floor(cell / LOGITS_COLUMNS), cell % LOGITS_COLUMNS) * ((i % CLASSES) - 1);
  });
}

function mapOf(stride: number, channels: number, value: (i: number) => number): tf.Tensor4D {
  const shape: [number, number, number, number] = [BATCH, HEIGHT / stride, WIDTH / stride, channels];
  return tf.tensor4d(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => value(i)),
    shape,
  );
}
