import type { Problem } from '../errors/index.js';

export interface ClassInfo {
  readonly name: string;
  /** RGB, 0–255, for masks and overlays. */
  readonly color: readonly [number, number, number];
}

/** One image with its mask, both row by row from the top left. */
export interface Sample {
  /** Unique within the data set, e.g. the file's name without extension. */
  readonly id: string;
  readonly width: number;
  readonly height: number;
  /** RGB, `height * width * 3` bytes, 0–255. */
  readonly image: Uint8Array;
  /** Class index or ignore index of each pixel, `height * width`. */
  readonly label: Uint8Array;
}

/** Something wrong with one file, found before training starts. */
export interface DataProblem extends Problem {
  readonly file: string;
}

/** One split, with random access. */
export interface DatasetSplit {
  readonly name: string;
  readonly size: number;
  id(index: number): string;
  /** The image's file, where there is one; for messages. */
  file?(index: number): string;
  /** Decodes one sample; throws a ContrasegError that names the file. */
  sample(index: number): Promise<Sample>;
  /** The label of that sample alone, where it can be had for less; for counting classes. */
  label?(index: number): Promise<Uint8Array>;
}

/** Told how far the reading of a split is. */
export type SplitProgress = (split: string, done: number, total: number) => void;

/** Where data lie and how they are meant; nothing is read before `open`. */
export interface Dataset {
  /**
   * Lists files and reads the class list.
   * @param report takes what is wrong with a layout that can be used as far as it goes, so that `contraseg data check` can go on;
   *   without it, that is thrown too
   * @throws ContrasegError with every problem at once
   */
  open(report?: (problems: readonly Problem[]) => void): Promise<OpenDataset>;
}

/** A data set whose classes and samples are known. */
export interface OpenDataset {
  /** Label value `i` means `classes[i]`. */
  readonly classes: readonly ClassInfo[];
  /** The label value of unlabelled pixels, usually 255. */
  readonly ignoreIndex: number;
  /** Split names in the order train, val, test as far as they exist. */
  readonly splits: readonly string[];
  /** @throws ContrasegError where there is no such split */
  split(name: string): DatasetSplit;
  /** Reads every file of a split and returns what would fail later: stray label values, sizes that differ, truncated files. */
  check?(split: string, progress?: SplitProgress): Promise<DataProblem[]>;
}
