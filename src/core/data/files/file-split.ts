import { strayColors, strayLabels } from '../../errors/data.js';
import { mergeRotated, rotatedImage, type Size, sizesDiffer } from '../../errors/image-files.js';
import { ContrasegError, type Problem } from '../../errors/index.js';
import type { DataProblem, DatasetSplit, Sample, SplitProgress } from '../../interfaces/dataset.js';
import { mapConcurrent } from '../loading/concurrent.js';
import { LabelCache, type LabelMask } from '../loading/label-cache.js';
import { ColorMap } from './color-map.js';
import { type ExifMode, readOrientation } from './exif.js';
import { readImage } from './image-file.js';
import { readIndexPng } from './index-png.js';
import type { LabelMap } from './label-map.js';

/** An image file with its mask file. */
export interface FilePair {
  /** The image's name without extension. */
  readonly id: string;
  readonly image: string;
  readonly mask: string;
}

/** Class indices, and what is wrong with them. */
type CheckedMask = LabelMask & { readonly problems: readonly DataProblem[] };

/** Files read at the same time while checking: enough to keep two cores and the disk busy. */
const CHECK_CONCURRENCY = 8;

/** A split whose samples are pairs of files. */
export class FileSplit implements DatasetSplit {
  private readonly labels = new LabelCache();
  private readonly upright = new Set<number>();

  constructor(
    readonly name: string,
    readonly pairs: readonly FilePair[],
    /** What the values of the masks mean, or their colours. */
    private readonly labelMap: LabelMap | ColorMap,
    private readonly exif: ExifMode = 'refuse',
  ) {}

  get size(): number {
    return this.pairs.length;
  }

  id(index: number): string {
    return this.pairs[index]!.id;
  }

  file(index: number): string {
    return this.pairs[index]!.image;
  }

  /** @throws ContrasegError with everything that is wrong with the two files */
  async sample(index: number): Promise<Sample> {
    const pair = this.pairs[index]!;
    const reading = readImage(pair.image, { applyExif: this.exif === 'apply' });
    const [image, mask] = await Promise.allSettled([reading, this.mask(index)]);
    if (image.status === 'rejected' || mask.status === 'rejected') {
      const reasons = [image, mask].flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
      throw new ContrasegError(reasons.flatMap(problemsOf), { cause: reasons[0] });
    }
    const { width, height, data } = image.value;
    const problems: DataProblem[] = [...mask.value.problems];
    const rotated = await this.rotation(index, image.value, mask.value);
    if (rotated) problems.unshift(rotated);
    else if (width !== mask.value.width || height !== mask.value.height) {
      problems.unshift(sizesDiffer(pair.mask, mask.value, pair.image, image.value));
    }
    if (problems.length > 0) throw new ContrasegError(problems);
    return { id: pair.id, width, height, image: data, label: mask.value.data };
  }

  /** @throws ContrasegError with everything that is wrong with the mask */
  async label(index: number): Promise<Uint8Array> {
    const { data, problems } = await this.mask(index);
    if (problems.length > 0) throw new ContrasegError(problems);
    return data;
  }

  /** Reads every pair; the problems in the order of the pairs. */
  async check(progress?: SplitProgress): Promise<DataProblem[]> {
    let done = 0;
    const problems = await mapConcurrent(this.pairs, CHECK_CONCURRENCY, async (_, index) => {
      const found = await this.sample(index).then(() => [], problemsOf);
      progress?.(this.name, ++done, this.size);
      return found;
    });
    return mergeRotated(problems.flat());
  }

  /** That the image is stored rotated, where such images are refused; looked up once for each. */
  private async rotation(index: number, image: Size, mask: Size): Promise<DataProblem | undefined> {
    if (this.exif !== 'refuse' || this.upright.has(index)) return undefined;
    const file = this.pairs[index]!.image;
    const orientation = await readOrientation(file);
    if (orientation === 1) {
      this.upright.add(index);
      return undefined;
    }
    const turned = orientation >= 5 ? { width: image.height, height: image.width } : image;
    const fits = (view: Size) => view.width === mask.width && view.height === mask.height;
    const [stored, shown] = [fits(image), fits(turned)];
    return rotatedImage(file, orientation, stored === shown ? 'both' : stored ? 'stored' : 'shown');
  }

  /** Class indices of a mask, and the stray values in it; a mask without any is decoded once. */
  private async mask(index: number): Promise<CheckedMask> {
    const known = await this.labels.get(index);
    if (known) return { ...known, problems: [] };
    const file = this.pairs[index]!.mask;
    const mask =
      this.labelMap instanceof ColorMap ? await readColors(file, this.labelMap) : await readValues(file, this.labelMap);
    if (mask.problems.length === 0) this.labels.set(index, mask);
    return mask;
  }
}

async function readValues(file: string, labelMap: LabelMap): Promise<CheckedMask> {
  const { width, height, data } = await readIndexPng(file);
  const stray = labelMap.strayValues(data);
  if (stray.size === 0) return { width, height, data: labelMap.apply(data), problems: [] };
  return { width, height, data, problems: [strayLabels(file, stray, labelMap.allowed, labelMap.ignoreIndex)] };
}

async function readColors(file: string, colorMap: ColorMap): Promise<CheckedMask> {
  const { width, height, data: rgb } = await readImage(file);
  const { data, stray } = colorMap.apply(rgb);
  return { width, height, data, problems: stray.size > 0 ? [strayColors(file, stray)] : [] };
}

function problemsOf(error: unknown): DataProblem[] {
  if (!(error instanceof ContrasegError)) throw error;
  return error.problems.filter((problem: Problem): problem is DataProblem => problem.file !== undefined);
}
