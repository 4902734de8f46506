import type { DatasetSplit } from '../interfaces/dataset.js';
import { mapConcurrent } from './concurrent.js';
import { countValues } from './label-map.js';

/** Reads every label of a split once and lists, for each class, the samples that show it, ascending. */
export async function samplesOfClasses(
  split: DatasetSplit,
  classCount: number,
  concurrency: number,
): Promise<Int32Array[]> {
  const indices = Array.from({ length: split.size }, (_, i) => i);
  const histograms = await mapConcurrent(indices, concurrency, async (index) =>
    countValues((await split.sample(index)).label).slice(0, classCount),
  );
  return Array.from({ length: classCount }, (_, classId) =>
    Int32Array.from(indices.filter((index) => histograms[index]![classId]! > 0)),
  );
}
