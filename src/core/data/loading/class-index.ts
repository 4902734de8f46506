import type { DatasetSplit } from '../../interfaces/dataset.js';
import { countValues } from '../files/label-map.js';
import { readLabel } from '../inspection/class-coverage.js';
import { type LabelRules, SampleCheck } from '../inspection/sample-check.js';
import { mapConcurrent } from './concurrent.js';

/** Reads every label of a split once and lists, for each class, the samples that show it, ascending. */
export async function samplesOfClasses(
  split: DatasetSplit,
  rules: LabelRules,
  concurrency: number,
): Promise<Int32Array[]> {
  const check = new SampleCheck(rules);
  const indices = Array.from({ length: split.size }, (_, i) => i);
  const histograms = await mapConcurrent(indices, concurrency, async (index) =>
    countValues(await readLabel(split, index, check)).slice(0, rules.classCount),
  );
  return Array.from({ length: rules.classCount }, (_, classId) =>
    Int32Array.from(indices.filter((index) => histograms[index]![classId]! > 0)),
  );
}
