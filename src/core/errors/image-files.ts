import type { DataProblem } from '../interfaces/dataset.js';
import type { Problem } from './contraseg-error.js';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** @param what it is, or why it is nothing, e.g. `it is a folder` */
export function notAFile(file: string, what: string, hint: string): DataProblem {
  return { code: 'CONTRASEG_NOT_A_FILE', file, message: `expected a file, but ${what}.`, hint };
}

export function unreadableImage(file: string, reason: string, hint = 'fetch the file again'): DataProblem {
  return { code: 'CONTRASEG_UNREADABLE_IMAGE', file, message: `the image cannot be decoded: ${reason}.`, hint };
}

export function unreadableMask(file: string, reason: string): DataProblem {
  return {
    code: 'CONTRASEG_UNREADABLE_MASK',
    file,
    message: `the mask cannot be decoded: ${reason}.`,
    hint: 'fetch the file again',
  };
}

export function tooManyPixels(file: string, found: Size, limit: number): DataProblem {
  const millions = (pixels: number) => `${Math.round(pixels / 1e6).toLocaleString('en')} million`;
  return {
    code: 'CONTRASEG_TOO_MANY_PIXELS',
    file,
    message: `its header says ${formatSize(found)} (width x height), ${millions(found.width * found.height)} pixels; at most ${millions(limit)} are decoded.`,
    hint: 'cut it into tiles, or, where the picture is small, fetch the file again: the header is damaged',
  };
}

export function maskNotIndexed(file: string, found: string): DataProblem {
  return {
    code: 'CONTRASEG_MASK_NOT_INDEXED',
    file,
    message: `expected an 8-bit grey or palette PNG that holds class indices, found ${found}.`,
    hint: 'save masks as one-channel 8-bit PNGs with one class index per pixel (palette PNGs are read by index)',
  };
}

export function sizesDiffer(mask: string, maskSize: Size, image: string, imageSize: Size): DataProblem {
  return {
    code: 'CONTRASEG_SIZES_DIFFER',
    file: mask,
    message: `the mask is ${formatSize(maskSize)} but its image is ${formatSize(imageSize)} (width x height): ${image}.`,
    hint: 'resize the mask by nearest neighbour to the size of its image',
  };
}

/** Which view of a rotated photo the size of its mask fits; both where the size does not tell. */
export type FittingView = 'stored' | 'shown' | 'both';

/** A photo that a camera stored rotated. */
export interface RotatedImage extends DataProblem {
  readonly code: 'CONTRASEG_EXIF_ROTATION';
  /** EXIF orientation, 2–8. */
  readonly orientation: number;
  readonly fits: FittingView;
}

export function rotatedImage(file: string, orientation: number, fits: FittingView): RotatedImage {
  return {
    code: 'CONTRASEG_EXIF_ROTATION',
    file,
    orientation,
    fits,
    message: `the image is stored ${TURNS[orientation] ?? 'rotated'}, with an EXIF note that viewers obey.`,
    hint: exifHint([fits]),
  };
}

const TURNS: Readonly<Record<number, string>> = {
  2: 'mirrored',
  3: 'rotated by 180°',
  4: 'mirrored and rotated by 180°',
  5: 'mirrored and rotated by 90°',
  6: 'rotated by 90°',
  7: 'mirrored and rotated by 90°',
  8: 'rotated by 90°',
};

/** Files named in a problem that stands for many. */
const NAMED = 20;

/** One problem for all rotated photos among others, in the place of the first: a phone rotates them by the hundred. */
export function mergeRotated<P extends Problem>(problems: readonly P[]): (P | DataProblem)[] {
  const rotated = (problems as readonly Problem[]).filter(isRotated);
  if (rotated.length < 2) return [...problems];
  const named = rotated.slice(0, NAMED).map(({ file }) => file);
  if (rotated.length > NAMED) named.push(`and ${rotated.length - NAMED} more`);
  const merged: DataProblem = {
    code: 'CONTRASEG_EXIF_ROTATION',
    file: rotated[0]!.file,
    message: `${rotated.length} images are stored rotated or mirrored, with an EXIF note that viewers obey:\n  ${named.join('\n  ')}`,
    hint: exifHint(rotated.map(({ fits }) => fits)),
  };
  return problems.flatMap((problem): (P | DataProblem)[] => {
    if (!isRotated(problem)) return [problem];
    return (problem as Problem) === rotated[0] ? [merged] : [];
  });
}

function isRotated(problem: Problem): problem is RotatedImage {
  return problem.code === 'CONTRASEG_EXIF_ROTATION';
}

function exifHint(fits: readonly FittingView[]): string {
  const shown = fits.filter((view) => view === 'shown').length;
  const stored = fits.filter((view) => view === 'stored').length;
  const lines = [
    'data.exif: apply, where the masks were drawn on what a viewer shows',
    'data.exif: ignore, where they were drawn on the stored pixels',
  ];
  if (shown + stored > 0)
    lines.push(`by their size, ${shown} masks fit what a viewer shows and ${stored} the stored pixels`);
  return lines.join('\n');
}

export function formatSize({ width, height }: Size): string {
  return `${width}x${height}`;
}
