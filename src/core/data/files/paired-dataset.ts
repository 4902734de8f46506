import { unknownSplit } from '../../errors/data.js';
import { ContrasegError, type Problem } from '../../errors/index.js';
import type { ClassInfo, DataProblem, Dataset, SplitProgress } from '../../interfaces/dataset.js';
import type { ColorMap } from './color-map.js';
import type { ExifMode } from './exif.js';
import { type FilePair, FileSplit } from './file-split.js';
import { LabelMap } from './label-map.js';

/** What a data set of files finds on disk. */
export interface PairedLayout {
  readonly classes: readonly ClassInfo[];
  /** Ignore index of the samples, 0–255. */
  readonly ignoreIndex: number;
  /** Pairs by split, in the order train, val, test. */
  readonly splits: ReadonlyMap<string, readonly FilePair[]>;
  /** What the values in the mask files mean, or their colours; class indices when absent. */
  readonly labelMap?: LabelMap | ColorMap;
  /** What to do with photos that are stored rotated; they are refused when absent. */
  readonly exif?: ExifMode;
  /** Everything that is wrong with the layout: missing folders, files without a partner. */
  readonly problems: readonly Problem[];
}

/**
 * A data set of image files and index PNGs. A subclass only says where its files lie and what its values mean, so that a
 * further data set is one small file.
 */
export abstract class PairedDataset implements Dataset {
  classes: readonly ClassInfo[] = [];
  ignoreIndex = 255;
  private readonly fileSplits = new Map<string, FileSplit>();

  /** Lists folders and reads the class list; opens no image. Called once. */
  protected abstract readLayout(): Promise<PairedLayout>;

  /** The pairs that were found are usable also where this throws, so that `contraseg data check` can go on. */
  async prepare(): Promise<void> {
    const { classes, ignoreIndex, splits, labelMap, exif = 'refuse', problems } = await this.readLayout();
    this.classes = classes;
    this.ignoreIndex = ignoreIndex;
    for (const [name, pairs] of splits) {
      const values = labelMap ?? LabelMap.identity(classes.length, ignoreIndex);
      this.fileSplits.set(name, new FileSplit(name, pairs, values, exif));
    }
    if (problems.length > 0) throw new ContrasegError(problems);
  }

  get splits(): readonly string[] {
    return [...this.fileSplits.keys()];
  }

  split(name: string): FileSplit {
    const split = this.fileSplits.get(name);
    if (!split) throw new ContrasegError(unknownSplit(name, this.splits));
    return split;
  }

  check(split: string, progress?: SplitProgress): Promise<DataProblem[]> {
    return this.split(split).check(progress);
  }
}
