import { type FileProblem, sizesDiffer, strayLabels } from '../errors/data.js';
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

  /** @throws ContrasegError with everything that is wrong with the two files */
  async sample(index: number): Promise<Sample> {
    const pair = this.pairs[index]!;
    const [image, mask] = await Promise.allSettled([readImage(pair.image), readIndexPng(pair.mask)]);
    if (image.status === 'rejected' || mask.status === 'rejected') {
      const reasons = [image, mask].flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
      throw new ContrasegError(reasons.flatMap(problemsOf), { cause: reasons[0] });
    }
    const problems = this.compare(pair, image.value, mask.value);
    if (problems.length > 0) throw new ContrasegError(problems);
    const { width, height, data } = image.value;
    return { id: pair.id, width, height, image: data, label: this.labelMap.apply(mask.value.data) };
  }

  /** Reads every pair; the problems in the order of the pairs. */
  async check(progress?: (done: number, total: number) => void): Promise<FileProblem[]> {
    let done = 0;
    const problems = await mapConcurrent(this.pairs, CHECK_CONCURRENCY, async (_, index) => {
      const found = await this.sample(index).then(() => [], problemsOf);
      progress?.(++done, this.size);
      return found;
    });
    return problems.flat();
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
