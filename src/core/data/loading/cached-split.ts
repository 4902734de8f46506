import type { DatasetSplit, Sample } from '../../interfaces/dataset.js';

/** Keeps every decoded sample in memory: `height * width * 4` bytes each. For small sets. */
export function cachedSplit(split: DatasetSplit): DatasetSplit {
  const samples = new Map<number, Promise<Sample>>();
  return {
    name: split.name,
    size: split.size,
    id: (index) => split.id(index),
    sample(index) {
      let sample = samples.get(index);
      if (!sample) {
        sample = split.sample(index);
        sample.catch(() => samples.delete(index));
        samples.set(index, sample);
      }
      return sample;
    },
  };
}
