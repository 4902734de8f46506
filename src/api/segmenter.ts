import { readImage } from '../core/data/files/image-file.js';
import type { Normalization } from '../core/data/loading/normalization.js';
import { composePredictor } from '../core/evaluation/evaluate.js';
import { predictMask, predictScores } from '../core/evaluation/predict-mask.js';
import type { Predictor } from '../core/evaluation/predictor.js';
import type { SlidingWindow } from '../core/evaluation/sliding-window.js';
import type { TestTimeAugmentation } from '../core/evaluation/test-time-augmentation.js';
import { type Tile, tilesOf } from '../core/evaluation/tiles.js';
import type { ClassInfo, Sample } from '../core/interfaces/dataset.js';
import { type InferenceModel, predictProbabilities } from '../core/model/inference.js';
import { isExportedModel, openExportedModel } from './exported-model.js';
import { type OpenRunOptions, openRun } from './run.js';

/** Decoded pixels: RGB, `height * width * 3` bytes, row by row. */
export type RgbPixels = Pick<Sample, 'image' | 'width' | 'height'>;

export interface Segmentation extends RgbPixels {
  /** Class of each pixel, `height * width`. */
  readonly mask: Uint8Array;
  /** Of each class at each pixel, `height * width * classes`, where they were asked for. */
  readonly probabilities?: Float32Array;
  /** The windows that it was predicted in, where it is too large to be predicted whole. */
  readonly tiles?: readonly Tile[];
}

/** How an image is predicted; whole and as it is when absent. */
export interface PredictOptions {
  /** Averages over windows that overlap. */
  readonly window?: SlidingWindow;
  /** Averages over scales and mirror images. */
  readonly augmentation?: TestTimeAugmentation;
  /** Returns the probabilities too. */
  readonly probabilities?: boolean;
}

interface OpenedModel {
  readonly classes: readonly ClassInfo[];
  readonly normalization: Normalization;
  readonly model: InferenceModel;
  dispose(): void;
}

/** A trained model that segments images of any size. */
export class Segmenter {
  constructor(private readonly opened: OpenedModel) {}

  /** Class `i` of a mask is `classes[i]`. */
  get classes(): readonly ClassInfo[] {
    return this.opened.classes;
  }

  /**
   * Rotates a photo as its EXIF orientation says: a trained model knows upright pictures, and the mask lies over what a viewer
   * shows. Memory grows with the image by a few bytes per pixel: more than `WHOLE_PIXELS` are predicted in windows.
   * @param image a file, the bytes of a JPEG, PNG or WebP, or decoded pixels
   */
  async predict(image: string | Uint8Array | RgbPixels, options: PredictOptions = {}): Promise<Segmentation> {
    const decoded = typeof image === 'string' || image instanceof Uint8Array ? await decode(image) : image;
    const { model, normalization } = this.opened;
    const whole: Predictor = (input) => predictProbabilities(model, input);
    const predictor = composePredictor(whole, options);
    const tiles = tilesOf(decoded);
    const segmentation = { ...decoded, ...(tiles && { tiles }) };
    if (!options.probabilities) return { ...segmentation, mask: await predictMask(predictor, decoded, normalization) };
    const classCount = this.classes.length;
    const probabilities = await predictScores(predictor, decoded, { normalization, classCount });
    return { ...segmentation, probabilities, mask: mostProbable(probabilities, classCount) };
  }

  dispose(): void {
    this.opened.dispose();
  }
}

/** The first class of the largest probability at each pixel, as argMax has it. */
function mostProbable(probabilities: Float32Array, classCount: number): Uint8Array {
  return Uint8Array.from({ length: probabilities.length / classCount }, (_, pixel) => {
    const scores = probabilities.subarray(pixel * classCount, (pixel + 1) * classCount);
    return scores.indexOf(Math.max(...scores));
  });
}

/** Loads the model of a run folder, or of a folder that `exportModel` wrote, which takes no options. */
export async function loadSegmenter(folder: string, options: OpenRunOptions = {}): Promise<Segmenter> {
  if (isExportedModel(folder)) return new Segmenter(await openExportedModel(folder, options));
  const run = await openRun(folder, options);
  return new Segmenter({ ...run, normalization: run.config.model.normalization });
}

async function decode(file: string | Uint8Array): Promise<RgbPixels> {
  const { data, width, height } = await readImage(file, { applyExif: true });
  return { image: data, width, height };
}
