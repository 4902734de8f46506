import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { emptySplit, imageWithoutMask, maskWithoutImage, missingData } from '../../errors/data.js';
import type { Problem } from '../../errors/index.js';
import { type FoundPairs, listFiles } from './pair-files.js';
import { plainFileProblem } from './plain-file.js';

export interface ListedFolders {
  readonly splits: readonly string[];
  /** Folder of `<id>.jpg`. */
  readonly images: string;
  /** Folder of `<id>.png`. */
  readonly masks: string;
  /** Folder of `<split>.txt`, each with the ids of its images. */
  readonly lists: string;
  /** What to do where a list is missing. */
  readonly download: string;
}

/** Pairs of one folder that lists divide into splits, as PASCAL does. */
export async function pairListed({
  splits,
  images,
  masks,
  lists,
  download,
}: ListedFolders): Promise<ReadonlyMap<string, FoundPairs>> {
  const imageNames = new Set(await listFiles(images));
  const maskNames = new Set(await listFiles(masks));
  const pairsOf = async (split: string): Promise<FoundPairs> => {
    const list = join(lists, `${split}.txt`);
    const text = (await plainFileProblem(list)) ? undefined : await readFile(list, 'utf8').catch(() => undefined);
    if (text === undefined) return { pairs: [], problems: [missingData(list, 'list of images', download)] };
    const problems: Problem[] = [];
    const listed = text
      .split(/\s+/)
      .filter(Boolean)
      .map((id) => ({ id, image: join(images, `${id}.jpg`), mask: join(masks, `${id}.png`) }));
    const pairs = listed.filter(({ id, image, mask }) => {
      const [hasImage, hasMask] = [imageNames.has(`${id}.jpg`), maskNames.has(`${id}.png`)];
      if (!hasMask) problems.push(imageWithoutMask(image, mask));
      else if (!hasImage) problems.push(maskWithoutImage(mask, image));
      return hasImage && hasMask;
    });
    if (pairs.length === 0) problems.push(emptySplit(list, split));
    return { pairs, problems };
  };
  return new Map(await Promise.all(splits.map(async (split) => [split, await pairsOf(split)] as const)));
}
