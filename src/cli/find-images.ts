import { stat } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { noImages } from '../core/errors/cli.js';
import type { DataProblem } from '../core/interfaces/dataset.js';

/** An image of an argument. */
export interface FoundImage {
  readonly file: string;
  /** Its name, and the folders below the one that was given. */
  readonly name: string;
}

const PICTURES = '*.{jpg,jpeg,png,webp,tif,tiff,gif,JPG,JPEG,PNG,WEBP,TIF,TIFF,GIF}';
/** What predicting wrote itself, should it be in the folder. */
const OWN = /\.(mask|overlay)\.png$/i;

/**
 * The images that files, folders and patterns stand for, in that order; one that is named twice counts once.
 * @returns with them, a problem for each folder and pattern that holds none
 */
export async function findImages(
  inputs: readonly string[],
): Promise<{ images: FoundImage[]; problems: DataProblem[] }> {
  const found = await Promise.all(inputs.map(expand));
  const images = new Map(found.flat().map((image) => [resolve(image.file), image]));
  return { images: [...images.values()], problems: inputs.filter((_, i) => found[i]!.length === 0).map(noImages) };
}

async function expand(input: string): Promise<FoundImage[]> {
  const stats = await stat(input).catch(() => undefined);
  if (stats?.isDirectory()) {
    const names = await glob(`**/${PICTURES}`, { cwd: input, expandDirectories: false });
    return names
      .sort()
      .filter((name) => !OWN.test(name))
      .map((name) => ({ file: join(input, name), name }));
  }
  if (!stats && isDynamicPattern(input)) {
    const files = await glob(input.replaceAll('\\', '/'), { expandDirectories: false, absolute: true });
    return files
      .sort()
      .filter((file) => !OWN.test(file))
      .map((file) => ({ file: relative('', file), name: basename(file) }));
  }
  return [{ file: input, name: basename(input) }];
}
