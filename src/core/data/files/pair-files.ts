import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { emptySplit, imageWithoutMask, maskWithoutImage, missingData } from '../../errors/data.js';
import type { Problem } from '../../errors/index.js';
import type { FilePair } from './file-split.js';

const IMAGE_EXTENSIONS = new Set(['.jpg', '.jpeg', '.png', '.webp', '.tif', '.tiff']);

export interface PairedFolders {
  readonly split: string;
  readonly images: string;
  readonly masks: string;
  /** Name of an image's mask file; its own name with `.png` when absent. */
  readonly maskName?: (imageStem: string) => string;
  /** Which files of the folder of masks are masks; every PNG when absent. */
  readonly isMask?: (name: string) => boolean;
  /** Name of the image that a mask without partner should have, for the error. */
  readonly imageName?: (mask: string) => string;
}

export interface FoundPairs {
  readonly pairs: readonly FilePair[];
  readonly problems: readonly Problem[];
}

const samePng = (imageStem: string) => `${imageStem}.png`;
const isPng = (name: string) => name.toLowerCase().endsWith('.png');
const sameStem = (mask: string) => `${parse(mask).name}.jpg (or .png, …)`;

/** Pairs the images of one folder with the masks of another by name; reports every file without a partner. */
export async function pairFolders(folders: PairedFolders): Promise<FoundPairs> {
  const { split, images, masks, maskName = samePng, isMask = isPng, imageName = sameStem } = folders;
  const [imageNames, maskNames] = await Promise.all([listFiles(images), listFiles(masks)]);
  if (!maskNames) {
    return {
      pairs: [],
      problems: [missingData(masks, `folder of masks of "${split}"`, `put the masks of ${images} here`)],
    };
  }
  if (!imageNames) {
    return {
      pairs: [],
      problems: [missingData(images, `folder of images of "${split}"`, 'correct the link, or remove it')],
    };
  }
  const unpaired = new Set(maskNames.filter(isMask));
  const pairs: FilePair[] = [];
  const problems: Problem[] = [];
  for (const name of imageNames.filter((candidate) => IMAGE_EXTENSIONS.has(parse(candidate).ext.toLowerCase()))) {
    const id = parse(name).name;
    const mask = maskName(id);
    if (unpaired.delete(mask)) pairs.push({ id, image: join(images, name), mask: join(masks, mask) });
    else {
      const partner = [...maskNames, ...imageNames].find(
        (other) => other !== name && areLikeMasks(id, parse(other).name),
      );
      problems.push(imageWithoutMask(join(images, name), join(masks, mask), partner));
    }
  }
  for (const name of unpaired) {
    problems.push(maskWithoutImage(join(masks, name), join(images, imageName(name))));
  }
  if (pairs.length === 0) problems.push(emptySplit(images, split));
  return { pairs, problems };
}

/** Whether one of two names is the other and an ending that says mask: `a` and `a_mask`. */
function areLikeMasks(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return long.startsWith(short) && /^[_.-](masks?|labels?|seg\w*|gt|annot\w*|l|p)$/i.test(long.slice(short.length));
}

/** Names in a folder in a fixed order, or nothing where there is no such folder. */
export async function listFiles(folder: string): Promise<string[] | undefined> {
  try {
    return await namesOf(folder, (kind) => kind !== 'folder');
  } catch {
    return undefined;
  }
}

/**
 * Names of the folders in a folder, and of links that lead nowhere, so that what reads them names them; none where there is
 * no such folder.
 */
export async function listFolders(folder: string): Promise<string[]> {
  try {
    return await namesOf(folder, (kind) => kind !== 'file');
  } catch {
    return [];
  }
}

/** A link is what it leads to. */
async function namesOf(folder: string, wanted: (kind: 'file' | 'folder' | 'nothing') => boolean): Promise<string[]> {
  const entries = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => !name.startsWith('.'));
  const kinds = await Promise.all(entries.map((entry) => kindOf(folder, entry)));
  return entries
    .filter((_, i) => wanted(kinds[i]!))
    .map(({ name }) => name)
    .sort();
}

async function kindOf(folder: string, entry: Dirent): Promise<'file' | 'folder' | 'nothing'> {
  if (!entry.isSymbolicLink()) return entry.isDirectory() ? 'folder' : 'file';
  const target = await stat(join(folder, entry.name)).catch(() => undefined);
  return target ? (target.isDirectory() ? 'folder' : 'file') : 'nothing';
}

const SPLIT_ORDER = ['train', 'val', 'test'];

/** train, val, test, then any other name by alphabet. */
export function orderSplits(names: readonly string[]): string[] {
  const rank = (name: string) => (SPLIT_ORDER.includes(name) ? SPLIT_ORDER.indexOf(name) : SPLIT_ORDER.length);
  return [...names].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}
