import { existsSync } from 'node:fs';
import { copyFile, link } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readIndexPng } from '../../core/data/files/index-png.js';
import { countValues } from '../../core/data/files/label-map.js';
import { mapConcurrent } from '../../core/data/loading/concurrent.js';
import { cannotWrite } from '../../core/errors/files.js';
import { ContrasegError, type Problem } from '../../core/errors/index.js';
import { encodeMask } from '../../core/evaluation/overlay.js';
import { makeFolder } from '../../core/files/make-folder.js';
import { writeWhole } from '../../core/files/write-whole.js';
import type { SplitProgress } from '../../core/interfaces/dataset.js';
import { readLabels } from '../masks/read-labels.js';
import type { FolderProposal } from '../propose/proposal.js';
import { LabelCodes } from './label-codes.js';
import { type PlannedConversion, planConversion } from './plan.js';

export interface Conversion {
  readonly images: number;
  /** Masks that an earlier conversion had written. */
  readonly before: number;
  /** Pixels of each class. */
  readonly classPixels: readonly number[];
  readonly ignoredPixels: number;
  /** Pixels that were written as ignored, by the value or colour (0xRRGGBB) that is of no class. */
  readonly undecided: ReadonlyMap<number, number>;
  /** Files that could not be read. */
  readonly problems: readonly Problem[];
}

export interface ConvertOptions {
  readonly out: string;
  /** Gives each pixel to the class whose value or colour is nearest. */
  readonly nearest: boolean;
  readonly progress?: SplitProgress;
  readonly signal?: AbortSignal;
}

const CONCURRENCY = 4;
const IGNORE = 255;

/** Writes an index PNG for every image and puts the image beside it; goes on where an earlier conversion was interrupted. */
export async function convertMasks(proposal: FolderProposal, options: ConvertOptions): Promise<Conversion> {
  const { out, nearest, progress, signal } = options;
  const { meaning, layout, splits } = proposal;
  const codes = new LabelCodes(meaning, nearest);
  const planned = planConversion(out, splits);
  for (const folder of new Set(planned.flatMap(({ image, mask }) => [dirname(image), dirname(mask)])))
    await makeFolder(folder);
  const pixels = new Float64Array(256);
  const undecided = new Map<number, number>();
  const problems: Problem[] = [];
  let [done, before] = [0, 0];
  await mapConcurrent(planned, CONCURRENCY, async (each) => {
    signal?.throwIfAborted();
    try {
      if (existsSync(each.mask)) before++;
      else await convertOne(each);
      for (const [value, count] of countValues((await readIndexPng(each.mask)).data).entries()) pixels[value]! += count;
      if (!existsSync(each.image)) await place(each.sample.image, each.image);
    } catch (error) {
      if (!(error instanceof ContrasegError) || error.code === 'CONTRASEG_CANNOT_WRITE') throw error;
      problems.push(...error.problems);
    }
    progress?.('masks', ++done, planned.length);
  });
  const classPixels = meaning.classes.map((_, i) => pixels[i]!);
  return { images: planned.length, before, classPixels, ignoredPixels: pixels[IGNORE]!, undecided, problems };

  async function convertOne({ sample, mask }: PlannedConversion): Promise<void> {
    const raw = await readLabels(sample, layout.classes ?? []);
    const coded = codes.apply(raw, meaning.objects);
    for (const [code, count] of coded.undecided) undecided.set(code, (undecided.get(code) ?? 0) + count);
    await writeWhole(mask, encodeMask({ width: raw.width, height: raw.height, mask: coded.labels }, meaning.classes));
  }
}

/** A second name of the image where the disk has such, else a copy. */
async function place(image: string, target: string): Promise<void> {
  try {
    await link(image, target).catch(() => copyFile(image, target));
  } catch (error) {
    throw new ContrasegError(cannotWrite(target, error as NodeJS.ErrnoException), { cause: error });
  }
}
