import { basename, extname, resolve } from 'node:path';
import { outputsClash } from '../core/errors/cli.js';
import { ContrasegError } from '../core/errors/index.js';

export interface PlannedPrediction {
  readonly image: string;
  readonly mask: string;
  readonly overlay?: string;
}

/**
 * Which files each image is written to: into the working directory, by the image's name. An image that is named twice is
 * predicted once.
 * @throws ContrasegError where two images would be written to one file, or one over an image
 */
export function planPredictions(
  images: readonly string[],
  { out, overlay }: { readonly out?: string; readonly overlay?: string } = {},
): PlannedPrediction[] {
  const distinct = [...new Map(images.map((image) => [resolve(image), image])).values()];
  const planned = distinct.map((image) => {
    const stem = basename(image, extname(image));
    const derived = out === undefined ? `${stem}.overlay.png` : undefined;
    return { image, mask: out ?? `${stem}.mask.png`, overlay: overlay ?? derived };
  });
  const owners = new Map<string, string[]>(distinct.map((image) => [resolve(image), [image]]));
  for (const { image, ...outputs } of planned) {
    for (const file of Object.values(outputs)) {
      if (file !== undefined) owners.set(resolve(file), [...(owners.get(resolve(file)) ?? []), image]);
    }
  }
  const clashes = [...owners].filter(([, of]) => of.length > 1);
  if (clashes.length > 0) throw new ContrasegError(clashes.map(([file, of]) => outputsClash(file, of)));
  return planned;
}
