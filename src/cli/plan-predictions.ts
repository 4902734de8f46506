import { extname, join, resolve } from 'node:path';
import { outputsClash, severalIntoOne } from '../core/errors/cli.js';
import { ContrasegError } from '../core/errors/index.js';
import type { FoundImage } from './find-images.js';

/** What can be written of an image, with the ending of its file. */
const ENDINGS = { mask: '.mask.png', overlay: '.overlay.png', probabilities: '.safetensors', json: '.json' } as const;

export type Output = keyof typeof ENDINGS;

export const OUTPUTS = Object.keys(ENDINGS) as readonly Output[];

export interface PlannedPrediction {
  readonly image: string;
  /** Files by what is written to them. */
  readonly files: Partial<Readonly<Record<Output, string>>>;
}

export interface PlanOptions {
  /** A folder, or the mask of a single image where it ends in `.png`. */
  readonly out?: string;
  /** Mask and overlay when absent; the mask alone where `out` is a file. */
  readonly write?: readonly Output[];
}

/**
 * Which files each image is written to: into a folder by the image's name, and by its folders where a folder was named.
 * @throws ContrasegError where two images would be written to one file, or one over an image
 */
export function planPredictions(images: readonly FoundImage[], { out, write }: PlanOptions = {}): PlannedPrediction[] {
  const single = out !== undefined && extname(out).toLowerCase() === '.png' ? out : undefined;
  if (single !== undefined && images.length > 1) throw new ContrasegError(severalIntoOne(single, images.length));
  const kinds = write ?? (single === undefined ? (['mask', 'overlay'] as const) : (['mask'] as const));
  const planned = images.map(({ file, name }): PlannedPrediction => {
    const stem =
      single?.replace(/(\.mask)?\.png$/i, '') ?? join(out ?? '', name.slice(0, name.length - extname(name).length));
    const files = Object.fromEntries(kinds.map((kind) => [kind, `${stem}${ENDINGS[kind]}`]));
    return { image: file, files: single !== undefined && kinds.includes('mask') ? { ...files, mask: single } : files };
  });
  const owners = new Map<string, string[]>(images.map(({ file }) => [resolve(file), [file]]));
  for (const { image, files } of planned) {
    for (const file of Object.values(files)) {
      owners.set(resolve(file), [...(owners.get(resolve(file)) ?? []), image]);
    }
  }
  const clashes = [...owners].filter(([, of]) => of.length > 1);
  if (clashes.length > 0) throw new ContrasegError(clashes.map(([file, of]) => outputsClash(file, of)));
  return planned;
}
