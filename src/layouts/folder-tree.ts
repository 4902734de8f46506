import { join, parse } from 'node:path';
import { listFiles, listFolders } from '../core/data/files/pair-files.js';

/** A folder with what is below it. */
export interface FolderTree {
  /** Absolute. */
  readonly path: string;
  /** Names, sorted. */
  readonly files: readonly string[];
  readonly folders: ReadonlyMap<string, FolderTree>;
}

/** Deep enough for leftImg8bit/train/aachen/*.png in a folder of its own; a circle of links ends here. */
const DEPTH = 6;

/** Lists a folder and those below it, `depth` levels deep. */
export async function readTree(path: string, depth = DEPTH): Promise<FolderTree> {
  const [files = [], names] = await Promise.all([listFiles(path), depth > 0 ? listFolders(path) : []]);
  const trees = await Promise.all(names.map((name) => readTree(join(path, name), depth - 1)));
  return { path, files, folders: new Map(names.map((name, i) => [name, trees[i]!])) };
}

const IMAGES = new Set(['.jpg', '.jpeg', '.png', '.webp', '.tif', '.tiff']);

export function isImage(name: string): boolean {
  return IMAGES.has(parse(name).ext.toLowerCase());
}

/** Image files of a folder, without those below it. Absolute. */
export function imagesIn({ path, files }: FolderTree): string[] {
  return files.filter(isImage).map((name) => join(path, name));
}

/** Every file below a folder, itself included. Absolute. */
export function filesBelow({ path, files, folders }: FolderTree): string[] {
  return [...files.map((name) => join(path, name)), ...[...folders.values()].flatMap(filesBelow)];
}

/** The folder of a name, whatever its case; the first of several names. */
export function folderNamed({ folders }: FolderTree, ...names: readonly string[]): FolderTree | undefined {
  const wanted = names.find((name) => [...folders.keys()].some((known) => known.toLowerCase() === name));
  return wanted === undefined ? undefined : [...folders].find(([known]) => known.toLowerCase() === wanted)![1];
}
