import { runsNotComparable } from '../core/errors/data.js';
import { ContrasegError } from '../core/errors/index.js';
import { type Comparison, comparePaired } from '../core/evaluation/bootstrap.js';
import { RandomStreams } from '../core/random/random-streams.js';
import { type EvaluateOptions, type EvaluateResult, evaluateRun } from './evaluate.js';

export interface RunComparison extends Comparison {
  readonly a: EvaluateResult;
  readonly b: EvaluateResult;
}

/**
 * Evaluates two runs on the same images: the IoU of B minus that of A, with a bootstrap interval over images.
 * @throws ContrasegError where the runs differ in classes or images
 */
export async function compareRuns(pathA: string, pathB: string, options: EvaluateOptions = {}): Promise<RunComparison> {
  const a = await evaluateRun(pathA, options);
  const b = await evaluateRun(pathB, { ...options, split: a.split });
  const names = ({ classes, images }: EvaluateResult) =>
    [...classes.map(({ name }) => name), ...images.map(({ id }) => id)].join('\n');
  if (names(a) !== names(b)) throw new ContrasegError(runsNotComparable(pathA, pathB));
  const confusions = ({ images }: EvaluateResult) => images.map(({ confusion }) => confusion);
  const comparison = comparePaired(confusions(a), confusions(b), { random: new RandomStreams(0).stream('bootstrap') });
  return { ...comparison, a, b };
}
