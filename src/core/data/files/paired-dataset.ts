import { unknownSplit } from '../../errors/data.js';
import { ContrasegError, type Problem } from '../../errors/index.js';
import type { ClassInfo, Dataset, OpenDataset } from '../../interfaces/dataset.js';
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
  /** Lists folders and reads the class list; opens no image. */
  protected abstract readLayout(): Promise<PairedLayout>;

  async open(report?: (problems: readonly Problem[]) => void): Promise<OpenDataset> {
    const { classes, ignoreIndex, splits, labelMap, exif = 'refuse', problems } = await this.readLayout();
    if (problems.length > 0) {
      if (!report) throw new ContrasegError(problems);
      report(problems);
    }
    const values = labelMap ?? LabelMap.identity(classes.length, ignoreIndex);
    const opened = new Map([...splits].map(([name, pairs]) => [name, new FileSplit(name, pairs, values, exif)]));
    const names = [...opened.keys()];
    const split = (name: string): FileSplit => {
      const found = opened.get(name);
      if (!found) throw new ContrasegError(unknownSplit(name, names));
      return found;
    };
    return { classes, ignoreIndex, splits: names, split, check: (name, progress) => split(name).check(progress) };
  }
}
