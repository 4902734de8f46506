import { type FileProblem, sizesDiffer, strayLabels, unlabelledMask } from '../errors/data.js';
import { ContrasegError, type Problem } from '../errors/index.js';
import type { DatasetSplit, Sample } from '../interfaces/dataset.js';
import { mapConcurrent } from './concurrent.js';
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

/** Files read at the same time while checking: enough to keep two cores and the disk busy. */
const CHECK_CONCURRENCY = 8;

/** A split whose samples are pairs of files. */
export class FileSplit implements DatasetSplit {
  constructor(
    readonly name: string,
    readonly pairs: readonly FilePair[],
    private readonly labelMap: LabelMap,
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

  async sample(index: number): Promise<Sample> {
    const pair = this.pairs[index]!;
    const [image, mask] = await Promise.all([readImage(pair.image), readIndexPng(pair.mask)]);
    const problems = this.compare(pair, image, mask);
    if (problems.length > 0) throw new ContrasegError(problems);
    const { width, height } = image;
    return { id: pair.id, width, height, image: image.data, label: this.labelMap.apply(mask.data) };
  }

  /** Reads every pair; the problems in the order of the pairs. */
  async check(progress?: (done: number, total: number) => void): Promise<FileProblem[]> {
    let done = 0;
    const problems = await mapConcurrent(this.pairs, CHECK_CONCURRENCY, async (pair) => {
      const found = await this.checkPair(pair);
      progress?.(++done, this.size);
      return found;
    });
    return problems.flat();
  }

  private async checkPair(pair: FilePair): Promise<FileProblem[]> {
    const [image, mask] = await Promise.allSettled([readImage(pair.image), readIndexPng(pair.mask)]);
    const problems = [image, mask].flatMap((result) => (result.status === 'rejected' ? problemsOf(result.reason) : []));
    if (image.status === 'fulfilled' && mask.status === 'fulfilled') {
      problems.push(...this.compare(pair, image.value, mask.value));
    }
    if (problems.length === 0 && mask.status === 'fulfilled') {
      const { ignoreIndex } = this.labelMap;
      if (this.labelMap.apply(mask.value.data).every((label) => label === ignoreIndex)) {
        problems.push(unlabelledMask(pair.mask));
      }
    }
    return problems;
  }

  private compare(
    pair: FilePair,
    image: { width: number; height: number },
    mask: { width: number; height: number; data: Uint8Array },
  ): FileProblem[] {
    const problems: FileProblem[] = [];
    if (image.width !== mask.width || image.height !== mask.height) {
      problems.push(sizesDiffer(pair.mask, mask, pair.image, image));
    }
    const stray = this.labelMap.strayValues(mask.data);
    if (stray.size > 0) {
      problems.push(strayLabels(pair.mask, stray, this.labelMap.allowed, this.labelMap.ignoreIndex));
    }
    return problems;
  }
}

function problemsOf(error: unknown): FileProblem[] {
  if (!(error instanceof ContrasegError)) throw error;
  return error.problems.filter((problem: Problem): problem is FileProblem => problem.file !== undefined);
}
