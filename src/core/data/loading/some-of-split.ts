import type { DatasetSplit } from '../../interfaces/dataset.js';
import type { RandomStreams } from '../../random/random-streams.js';

/** `count` samples of a split, drawn by the seed alone: those of a smaller count are among those of a larger one. */
export function someOfSplit(split: DatasetSplit, count: number, random: RandomStreams): DatasetSplit {
  const drawn = random.at('training-images').permutation(split.size).slice(0, count);
  const of =
    <T>(read: (index: number) => T) =>
    (index: number) =>
      read(drawn[index]!);
  return {
    name: split.name,
    size: drawn.length,
    id: of((index) => split.id(index)),
    sample: of((index) => split.sample(index)),
    ...(split.file && { file: of((index) => split.file!(index)) }),
    ...(split.label && { label: of((index) => split.label!(index)) }),
  };
}
