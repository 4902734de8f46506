import { defaultColor } from '../core/data/files/class-list.js';
import { readImage } from '../core/data/files/image-file.js';
import type { Normalization } from '../core/data/loading/normalization.js';
import { masksOnly } from '../core/errors/exported.js';
import { ContrasegError } from '../core/errors/index.js';
import { composePredictor } from '../core/evaluation/evaluate.js';
import { predictMask, predictScores } from '../core/evaluation/predict-mask.js';
import type { Predictor } from '../core/evaluation/predictor.js';
import type { SlidingWindow } from '../core/evaluation/sliding-window.js';
import type { TestTimeAugmentation } from '../core/evaluation/test-time-augmentation.js';
import { type Tile, tilesOf } from '../core/evaluation/tiles.js';
import type { ClassInfo, Sample } from '../core/interfaces/dataset.js';
import { type InferenceModel, predictProbabilities } from '../core/model/inference.js';
import { type CreateModelOptions, createModel } from './create-model.js';
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

/** A model with its probabilities, or an export that gives classes alone. */
type OpenedModel = { readonly classes: readonly ClassInfo[]; dispose(): void } & (
  | { readonly normalization: Normalization; readonly model: InferenceModel }
  | { segment(picture: RgbPixels): Promise<Uint8Array> }
);

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
    const tiles = tilesOf(decoded);
    const segmentation = { ...decoded, ...(tiles && { tiles }) };
    this.checkOptions(options);
    if ('segment' in this.opened) return { ...segmentation, mask: await this.opened.segment(decoded) };
    const { model, normalization } = this.opened;
    const whole: Predictor = (input) => predictProbabilities(model, input);
    const predictor = composePredictor(whole, options);
    if (!options.probabilities) return { ...segmentation, mask: await predictMask(predictor, decoded, normalization) };
    const classCount = this.classes.length;
    const probabilities = await predictScores(predictor, decoded, { normalization, classCount });
    return { ...segmentation, probabilities, mask: mostProbable(probabilities, classCount) };
  }

  /** @throws ContrasegError where they need probabilities and the model is an export that gives classes alone */
  checkOptions({ window, augmentation, probabilities }: PredictOptions): void {
    if (!('segment' in this.opened)) return;
    const asked = {
      'probabilities are': probabilities,
      'a window is': window,
      'scales or mirror images are': augmentation,
    };
    const refused = Object.entries(asked).filter(([, value]) => value);
    if (refused.length > 0) throw new ContrasegError(refused.map(([what]) => masksOnly(what)));
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

/**
 * Loads the model of a run folder, or of a folder that `exportModel` wrote, which takes no options; or makes one of a published
 * file of weights:
 * `loadSegmenter({ backbone: { type: 'mit' }, head: { type: 'segformer' }, classes: 150, weights: 'segformer-b0.safetensors' })`.
 */
export async function loadSegmenter(
  source: string | CreateModelOptions,
  options: OpenRunOptions = {},
): Promise<Segmenter> {
  if (typeof source === 'string') {
    return new Segmenter(
      isExportedModel(source) ? await openExportedModel(source, options) : await openRun(source, options),
    );
  }
  const { classes: given } = source;
  const names = typeof given === 'number' ? Array.from({ length: given }, (_, i) => `class ${i}`) : given;
  const classes = names.map((name, i): ClassInfo => ({ name, color: defaultColor(i) }));
  const model = await createModel(source);
  return new Segmenter({ model, classes, normalization: model.normalization, dispose: () => model.dispose() });
}

async function decode(file: string | Uint8Array): Promise<RgbPixels> {
  const { data, width, height } = await readImage(file, { applyExif: true });
  return { image: data, width, height };
}
