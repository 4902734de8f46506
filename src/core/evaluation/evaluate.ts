import { SampleCheck } from '../data/inspection/sample-check.js';
import type { Normalization } from '../data/loading/normalization.js';
import { Prefetcher } from '../data/loading/prefetcher.js';
import { ALONE } from '../distributed/alone.js';
import { ContrasegError } from '../errors/index.js';
import type { Collective } from '../interfaces/collective.js';
import type { DatasetSplit, Sample } from '../interfaces/dataset.js';
import type { Metric } from '../interfaces/metric.js';
import { ConfusionMatrix } from './confusion-matrix.js';
import { gatherImages } from './gather-images.js';
import { predictMask } from './predict-mask.js';
import type { Predictor } from './predictor.js';
import { type SlidingWindow, slidingWindow } from './sliding-window.js';
import { augmented, type TestTimeAugmentation } from './test-time-augmentation.js';
import { tilesOf } from './tiles.js';

export interface EvaluationOptions {
  readonly classCount: number;
  readonly ignoreIndex: number;
  readonly normalization: Normalization;
  /** Those that read images are shown each of them. */
  readonly metrics?: readonly Metric[];
  /** Predicts window by window; whole images when absent. */
  readonly window?: SlidingWindow;
  /** Averages over scales and mirror images; the image as it is when absent. */
  readonly augmentation?: TestTimeAugmentation;
  /** At most this many images, the first ones. */
  readonly limit?: number;
  /** The ranks that share the images; this process alone when absent. Each of them gets the whole evaluation. */
  readonly collective?: Collective;
  /** Called after each image of this process, for example to save the prediction. */
  readonly onImage?: (image: EvaluatedImage, done: number, total: number) => Promise<void> | void;
  /** Aborting it ends the evaluation after the current image, on all ranks. */
  readonly signal?: AbortSignal | undefined;
}

export interface EvaluatedImage {
  readonly sample: Sample;
  /** Class of each pixel, `height * width`. */
  readonly prediction: Uint8Array;
  readonly confusion: ConfusionMatrix;
}

/** What is kept of an image. */
export interface CountedImage {
  readonly id: string;
  readonly confusion: ConfusionMatrix;
  /** What each metric read off it, undefined for one that reads no images. */
  readonly readings: readonly unknown[];
}

/** What an evaluation throws that a signal ended on some rank. */
export class EvaluationInterrupted extends Error {
  override readonly name = 'EvaluationInterrupted';
}

export interface Evaluation {
  readonly confusion: ConfusionMatrix;
  /** One entry per image, in the order of the split, for paired comparisons. */
  readonly images: readonly CountedImage[];
  /** Images so large that they were predicted window by window. */
  readonly windowed: number;
}

/** Images decoded while another is predicted; of large ones a single one, to save memory. */
const AHEAD = 4;

/** An image as it is gathered: what is kept of it, and whether it was predicted window by window. */
export interface SharedImage extends CountedImage {
  readonly windowed: boolean;
}

/**
 * Predicts every image of a split at the label's own size and counts truth against prediction.
 * @throws EvaluationInterrupted where `signal` was aborted
 */
export async function evaluate(
  predict: Predictor,
  split: DatasetSplit,
  options: EvaluationOptions,
): Promise<Evaluation> {
  const { classCount, collective = ALONE, signal } = options;
  const own = await countImages(predict, split, options);
  const images = gatherImages(own, signal?.aborted ?? false, collective);
  if (!images) throw new EvaluationInterrupted('an evaluation was interrupted');
  const confusion = new ConfusionMatrix(classCount);
  for (const image of images) confusion.merge(image.confusion);
  return { confusion, images, windowed: images.filter(({ windowed }) => windowed).length };
}

/** Counts the images of this rank: every `size`-th from the one of its number on. */
async function countImages(
  predict: Predictor,
  split: DatasetSplit,
  options: EvaluationOptions,
): Promise<SharedImage[]> {
  const { classCount, ignoreIndex, normalization, metrics = [], onImage, collective = ALONE, signal } = options;
  const { rank, size } = collective;
  const predictor = composePredictor(predict, options);
  const total = Math.ceil(Math.max(0, Math.min(split.size, options.limit ?? Infinity) - rank) / size);
  const sample = (own: number) => split.sample(own * size + rank);
  const first = total > 0 ? await sample(0) : undefined;
  const ahead = first && tilesOf(first) ? 1 : AHEAD;
  const samples = new Prefetcher(sample, { concurrency: ahead, ahead, start: 1, end: total });
  const check = new SampleCheck(options);
  const images: SharedImage[] = [];
  try {
    for (let done = 1; done <= total && !signal?.aborted; done++) {
      const sample = done === 1 ? first! : await samples.next();
      const problem = check.problem(sample, `the split "${split.name}"`);
      if (problem) throw new ContrasegError(problem);
      const windowed = tilesOf(sample) !== undefined;
      const prediction = await predictMask(predictor, sample, normalization);
      const confusion = new ConfusionMatrix(classCount);
      confusion.add(sample.label, prediction, ignoreIndex);
      const readings = metrics.map((metric) => metric.readImage?.({ sample, prediction, classCount, ignoreIndex }));
      images.push({ id: sample.id, confusion, readings, windowed });
      await onImage?.({ sample, prediction, confusion }, done, total);
    }
  } finally {
    await samples.close();
  }
  return images;
}

/** The predictor with the windows, scales and mirror images that the options ask for. */
export function composePredictor(
  predict: Predictor,
  { window, augmentation }: Pick<EvaluationOptions, 'window' | 'augmentation'>,
): Predictor {
  const whole = window ? slidingWindow(predict, window) : predict;
  return augmentation ? augmented(whole, augmentation) : whole;
}
