import type { RunConfig } from '../core/config/schema.js';
import { classProblems } from '../core/data/inspection/class-coverage.js';
import { ContrasegError } from '../core/errors/index.js';
import type { DataProblem, OpenDataset, SplitProgress } from '../core/interfaces/dataset.js';

type CheckedOptions = Pick<RunConfig['trainer'], 'trainSplit' | 'valSplit' | 'checkData' | 'allowEmptyClasses'>;

/**
 * Reads every file of the splits that a run needs, unless `checkData` is off, and in either case as many labels as it takes
 * to see every class.
 * @throws ContrasegError with every problem of every file, or with the classes that no pixel shows
 */
export async function checkData(
  dataset: OpenDataset,
  { trainSplit, valSplit, checkData: everyFile, allowEmptyClasses }: CheckedOptions,
  onProgress?: SplitProgress,
): Promise<void> {
  const broken: DataProblem[] = [];
  for (const split of everyFile ? new Set([trainSplit, valSplit]) : []) {
    broken.push(...((await dataset.check?.(split, onProgress)) ?? []));
  }
  if (broken.length > 0) throw new ContrasegError(broken);
  const found = await classProblems(dataset, { train: trainSplit, val: valSplit }, onProgress);
  const problems = found.filter(({ code }) => !(allowEmptyClasses && code === 'CONTRASEG_ABSENT_CLASS'));
  if (problems.length > 0) throw new ContrasegError(problems);
}
