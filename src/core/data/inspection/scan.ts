import { createHash } from 'node:crypto';
import { duplicateImage, unlabelledMask } from '../../errors/data.js';
import { mergeRotated } from '../../errors/image-files.js';
import { ContrasegError, type Problem } from '../../errors/index.js';
import type { ClassInfo, Dataset, DatasetSplit, OpenDataset, Sample, SplitProgress } from '../../interfaces/dataset.js';
import { countValues } from '../files/label-map.js';
import { mapConcurrent } from '../loading/concurrent.js';
import { absentProblem } from './class-coverage.js';
import { rulesOf, SampleCheck } from './sample-check.js';

export interface SplitStatistics {
  readonly name: string;
  readonly images: number;
  /** Images that could be read, of each size `width x height`. */
  readonly sizes: Readonly<Record<string, number>>;
  /** Pixels of each class. */
  readonly classPixels: readonly number[];
  /** Images that show each class. */
  readonly classImages: readonly number[];
  readonly ignoredPixels: number;
}

export interface DataScan {
  /** Label value `i` means `classes[i]`; empty where no class list could be read. */
  readonly classes: readonly ClassInfo[];
  readonly splits: readonly SplitStatistics[];
  /** The label value of pixels that are of no class. */
  readonly ignoreIndex: number;
  /** Everything that is wrong, split by split. */
  readonly problems: readonly Problem[];
}

/** What is kept of a sample. */
interface SampleScan {
  readonly size: string;
  /** How often each of the 256 label values occurs. */
  readonly histogram: Uint32Array;
  /** Hash of the decoded pixels. */
  readonly hash: string;
}

export interface ScanOptions {
  /** The split that must show every class. */
  readonly trainSplit?: string;
  /** A class without a pixel is no problem. */
  readonly allowEmptyClasses?: boolean;
  readonly progress?: SplitProgress;
}

const CONCURRENCY = 8;

/**
 * Reads every image and mask of a data set: what would fail in training, and what would spoil it silently (images in two
 * splits, masks without a label, classes without a pixel). A layout with flaws is scanned as far as it goes.
 */
export async function scanDataset(
  closed: Dataset,
  { trainSplit = 'train', allowEmptyClasses = false, progress }: ScanOptions = {},
): Promise<DataScan> {
  const problems: Problem[] = [];
  const dataset = await closed.open((found) => problems.push(...found)).catch(problemsOf);
  if (Array.isArray(dataset))
    return { classes: [], splits: [], ignoreIndex: 255, problems: mergeRotated([...problems, ...dataset]) };
  const splits: SplitStatistics[] = [];
  const check = new SampleCheck(rulesOf(dataset));
  const seen = new Map<string, { readonly file: string; readonly split: string }>();
  for (const name of dataset.splits) {
    const split = dataset.split(name);
    let done = 0;
    const indices = Array.from({ length: split.size }, (_, i) => i);
    const found = await mapConcurrent(indices, CONCURRENCY, async (index) => {
      const result = await split.sample(index).then((sample) => {
        const problem = check.problem(sample, `the split "${name}"`);
        return problem ? [problem] : scanSample(sample);
      }, problemsOf);
      progress?.(name, ++done, split.size);
      return result;
    });
    const samples: SampleScan[] = [];
    for (const [index, result] of found.entries()) {
      if (Array.isArray(result)) {
        problems.push(...result);
        continue;
      }
      samples.push(result);
      problems.push(...spoiled(result, fileOf(split, index), name, dataset, seen));
    }
    const statistics = summarise(split, samples, dataset);
    splits.push(statistics);
    if (name === trainSplit && samples.length > 0 && !allowEmptyClasses) {
      const absent = absentProblem(total(samples), dataset, name);
      if (absent) problems.push(absent);
    }
  }
  return { classes: dataset.classes, splits, ignoreIndex: dataset.ignoreIndex, problems: mergeRotated(problems) };
}

function scanSample({ width, height, image, label }: Sample): SampleScan {
  const size = `${width}x${height}`;
  return { size, histogram: countValues(label), hash: createHash('sha1').update(size).update(image).digest('base64') };
}

/** What no decoder complains about; remembers the image for those that follow. */
function spoiled(
  { histogram, hash }: SampleScan,
  file: string,
  split: string,
  { ignoreIndex }: OpenDataset,
  seen: Map<string, { readonly file: string; readonly split: string }>,
): Problem[] {
  const problems: Problem[] = [];
  if (histogram.every((pixels, value) => pixels === 0 || value === ignoreIndex)) problems.push(unlabelledMask(file));
  const first = seen.get(hash);
  if (first) problems.push(duplicateImage(file, split, first.file, first.split));
  else seen.set(hash, { file, split });
  return problems;
}

/** How often each label value occurs in all samples. */
function total(samples: readonly SampleScan[]): number[] {
  return Array.from({ length: 256 }, (_, value) => samples.reduce((sum, { histogram }) => sum + histogram[value]!, 0));
}

function summarise(split: DatasetSplit, samples: readonly SampleScan[], dataset: OpenDataset): SplitStatistics {
  const sizes: Record<string, number> = {};
  for (const { size } of samples) sizes[size] = (sizes[size] ?? 0) + 1;
  const histogram = total(samples);
  return {
    name: split.name,
    images: split.size,
    sizes,
    classPixels: dataset.classes.map((_, c) => histogram[c]!),
    classImages: dataset.classes.map((_, c) => samples.filter((sample) => sample.histogram[c]! > 0).length),
    ignoredPixels: histogram[dataset.ignoreIndex]!,
  };
}

function fileOf(split: DatasetSplit, index: number): string {
  return split.file?.(index) ?? `${split.name}/${split.id(index)}`;
}

function problemsOf(error: unknown): Problem[] {
  if (error instanceof ContrasegError) return [...error.problems];
  throw error;
}
