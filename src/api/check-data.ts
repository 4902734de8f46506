import { ContrasegError } from '../core/errors/index.js';
import type { DataProblem, Dataset } from '../core/interfaces/dataset.js';

/** Called while files are read. */
export type DataCheckProgress = (split: string, done: number, total: number) => void;

/** Reads every file of the splits. @throws ContrasegError with every problem of every file */
export async function checkData(
  dataset: Dataset,
  splits: readonly string[],
  onProgress?: DataCheckProgress,
): Promise<void> {
  const problems: DataProblem[] = [];
  for (const split of new Set(splits)) {
    problems.push(...((await dataset.check?.(split, (done, total) => onProgress?.(split, done, total))) ?? []));
  }
  if (problems.length > 0) throw new ContrasegError(problems);
}
