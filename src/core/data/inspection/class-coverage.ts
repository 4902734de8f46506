import { absentClasses, unlabelledSplit } from '../../errors/data.js';
import { ContrasegError, type Problem } from '../../errors/index.js';
import type { DatasetSplit, OpenDataset, SplitProgress } from '../../interfaces/dataset.js';
import { countValues } from '../files/label-map.js';
import { mapConcurrent } from '../loading/concurrent.js';
import { type LabelRules, rulesOf, SampleCheck } from './sample-check.js';

/** Labels read at the same time. */
const CONCURRENCY = 8;

/** One label, by the shorter way where the split has one. @throws ContrasegError where the sample is malformed */
export async function readLabel(split: DatasetSplit, index: number, check: SampleCheck): Promise<Uint8Array> {
  if (split.label) return split.label(index);
  const sample = await split.sample(index);
  const problem = check.problem(sample, `the split "${split.name}"`);
  if (problem) throw new ContrasegError(problem);
  return sample.label;
}

/**
 * How often each label value occurs, in as many labels as it takes: usually a few, all of them where a class is missing.
 * @param enough whether what was counted so far will do
 */
async function countUntil(
  split: DatasetSplit,
  rules: LabelRules,
  enough: (histogram: Float64Array) => boolean,
  progress?: SplitProgress,
): Promise<Float64Array> {
  const check = new SampleCheck(rules);
  const histogram = new Float64Array(256);
  for (let start = 0; start < split.size && !enough(histogram); start += CONCURRENCY) {
    const indices = Array.from({ length: Math.min(CONCURRENCY, split.size - start) }, (_, i) => start + i);
    const counts = await mapConcurrent(indices, CONCURRENCY, async (i) =>
      countValues(await readLabel(split, i, check)),
    );
    for (const count of counts) {
      for (const [value, pixels] of count.entries()) histogram[value]! += pixels;
    }
    progress?.(split.name, start + indices.length, split.size);
  }
  return histogram;
}

/**
 * What no file shows and yet spoils a run: classes of the list that the training split has no pixel of, and a validation
 * split of ignored pixels alone. Data sets that are generated, or come from plugins, are looked through in the same way.
 */
export async function classProblems(
  dataset: OpenDataset,
  splits: { readonly train: string; readonly val: string },
  progress?: SplitProgress,
): Promise<Problem[]> {
  const rules = rulesOf(dataset);
  const count = (name: string, enough: (histogram: Float64Array) => boolean) =>
    countUntil(dataset.split(name), rules, enough, progress);
  const train = await count(splits.train, (histogram) => missingClasses(histogram, rules).length === 0);
  const val = await count(splits.val, (histogram) => missingClasses(histogram, rules).length < rules.classCount);
  const absent = absentProblem(train, dataset, splits.train);
  const unlabelled = missingClasses(val, rules).length === rules.classCount && dataset.split(splits.val).size > 0;
  return [...(absent ? [absent] : []), ...(unlabelled ? [unlabelledSplit(splits.val)] : [])];
}

/** @param histogram of the whole split that is trained on */
export function absentProblem(
  histogram: ArrayLike<number>,
  dataset: Pick<OpenDataset, 'classes' | 'ignoreIndex'>,
  split: string,
): Problem | undefined {
  const { classes, ignoreIndex } = dataset;
  const missing = missingClasses(histogram, { classCount: classes.length, ignoreIndex });
  if (missing.length === 0) return undefined;
  const binary = classes.length === 2 && ignoreIndex === 255 && histogram[0]! > 0 && histogram[255]! > 0;
  return absentClasses(
    missing.map((classId) => classes[classId]!.name),
    split,
    binary,
  );
}

/** Classes without a pixel that counts. */
function missingClasses(histogram: ArrayLike<number>, { classCount, ignoreIndex }: LabelRules): number[] {
  const classIds = Array.from({ length: classCount }, (_, classId) => classId);
  return classIds.filter((classId) => histogram[classId] === 0 || classId === ignoreIndex);
}
