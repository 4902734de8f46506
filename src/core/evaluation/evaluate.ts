import { SampleCheck } from '../data/inspection/sample-check.js';
import type { Normalization } from '../data/loading/normalization.js';
import { Prefetcher } from '../data/loading/prefetcher.js';
import { ContrasegError } from '../errors/index.js';
import type { DatasetSplit, Sample } from '../interfaces/dataset.js';
import { ConfusionMatrix } from './confusion-matrix.js';
import { predictMask } from './predict-mask.js';
import type { Predictor } from './predictor.js';
import { type SlidingWindow, slidingWindow } from './sliding-window.js';
import { augmented, type TestTimeAugmentation } from './test-time-augmentation.js';
import { tilesOf } from './tiles.js';

export interface EvaluationOptions {
  readonly classCount: number;
  readonly ignoreIndex: number;
  readonly normalization: Normalization;
  /** Predicts window by window; whole images when absent. */
  readonly window?: SlidingWindow;
  /** Averages over scales and mirror images; the image as it is when absent. */
  readonly augmentation?: TestTimeAugmentation;
  /** At most this many images, the first ones. */
  readonly limit?: number;
  /** Called after each image, for example to save the prediction. */
  readonly onImage?: (image: EvaluatedImage, done: number, total: number) => Promise<void> | void;
}

export interface EvaluatedImage {
  readonly sample: Sample;
  /** Class of each pixel, `height * width`. */
  readonly prediction: Uint8Array;
  readonly confusion: ConfusionMatrix;
}

export interface Evaluation {
  readonly confusion: ConfusionMatrix;
  /** One entry per image, in the order of the split, for paired comparisons. */
  readonly images: readonly { readonly id: string; readonly confusion: ConfusionMatrix }[];
  /** Images so large that they were predicted window by window. */
  readonly windowed: number;
}

/** Images decoded while another is predicted; of large ones a single one, to save memory. */
const AHEAD = 4;

/** Predicts every image of a split at the label's own size and counts truth against prediction. */
export async function evaluate(
  predict: Predictor,
  split: DatasetSplit,
  options: EvaluationOptions,
): Promise<Evaluation> {
  const { classCount, ignoreIndex, normalization, onImage } = options;
  const predictor = composePredictor(predict, options);
  const total = Math.min(split.size, options.limit ?? Infinity);
  const first = total > 0 ? await split.sample(0) : undefined;
  const ahead = first && tilesOf(first) ? 1 : AHEAD;
  const samples = new Prefetcher((index) => split.sample(index), { concurrency: ahead, ahead, start: 1, end: total });
  const confusion = new ConfusionMatrix(classCount);
  const check = new SampleCheck(options);
  let windowed = 0;
  const images: { id: string; confusion: ConfusionMatrix }[] = [];
  try {
    for (let done = 1; done <= total; done++) {
      const sample = done === 1 ? first! : await samples.next();
      const problem = check.problem(sample, `the split "${split.name}"`);
      if (problem) throw new ContrasegError(problem);
      if (tilesOf(sample)) windowed++;
      const prediction = await predictMask(predictor, sample, normalization);
      const counts = new ConfusionMatrix(classCount);
      counts.add(sample.label, prediction, ignoreIndex);
      confusion.merge(counts);
      images.push({ id: sample.id, confusion: counts });
      await onImage?.({ sample, prediction, confusion: counts }, done, total);
    }
  } finally {
    await samples.close();
  }
  return { confusion, images, windowed };
}

/** The predictor with the windows, scales and mirror images that the options ask for. */
export function composePredictor(
  predict: Predictor,
  { window, augmentation }: Pick<EvaluationOptions, 'window' | 'augmentation'>,
): Predictor {
  const whole = window ? slidingWindow(predict, window) : predict;
  return augmentation ? augmented(whole, augmentation) : whole;
}
