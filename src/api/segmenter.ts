import { readImage } from '../core/data/image-file.js';
import { predictMask } from '../core/evaluation/evaluate.js';
import type { ClassInfo, Sample } from '../core/interfaces/dataset.js';
import { predictProbabilities } from '../core/model/inference.js';
import { type OpenedRun, type OpenRunOptions, openRun } from './run.js';

/** Decoded pixels: RGB, `height * width * 3` bytes, row by row. */
export type RgbPixels = Pick<Sample, 'image' | 'width' | 'height'>;

export interface Segmentation extends RgbPixels {
  /** Class of each pixel, `height * width`. */
  readonly mask: Uint8Array;
}

/** A trained model that segments images of any size. */
export class Segmenter {
  constructor(private readonly run: OpenedRun) {}

  /** Class `i` of a mask is `classes[i]`. */
  get classes(): readonly ClassInfo[] {
    return this.run.classes;
  }

  /** @param image a file, the bytes of a JPEG, PNG or WebP, or decoded pixels */
  async predict(image: string | Uint8Array | RgbPixels): Promise<Segmentation> {
    const decoded = typeof image === 'string' || image instanceof Uint8Array ? await decode(image) : image;
    const predict = (input: Parameters<typeof predictProbabilities>[1]) => predictProbabilities(this.run.model, input);
    return { ...decoded, mask: await predictMask(predict, decoded, this.run.config.model.normalization) };
  }

  dispose(): void {
    this.run.dispose();
  }
}

/** Loads the model of a run folder. */
export async function loadSegmenter(run: string, options?: OpenRunOptions): Promise<Segmenter> {
  return new Segmenter(await openRun(run, options));
}

async function decode(file: string | Uint8Array): Promise<RgbPixels> {
  const { data, width, height } = await readImage(file);
  return { image: data, width, height };
}
