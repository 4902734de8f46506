import { open } from 'node:fs/promises';
import { tooManyPixels, unreadableImage } from '../../errors/image-files.js';
import { ContrasegError } from '../../errors/index.js';
import type { DataProblem } from '../../interfaces/dataset.js';
import { sharp } from '../raster/sharp.js';
import { MAX_PIXELS } from './pixel-limit.js';
import { plainFileProblem } from './plain-file.js';

/** An RGB picture, row by row. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  /** `height * width * 3` bytes, 0–255. */
  readonly data: Uint8Array;
}

export interface ReadImageOptions {
  /** Rotates the picture as its EXIF orientation says and viewers do; the stored pixels when false, the default. */
  readonly applyExif?: boolean;
}

/**
 * Decodes an image file to RGB in a native thread. Grey images are spread over three channels, alpha is dropped, of an
 * animation the first picture is taken.
 * @param file its path, or its bytes
 * @throws ContrasegError that names the file, also where it is truncated, no plain file, or has more than `MAX_PIXELS`
 */
export async function readImage(
  file: string | Uint8Array,
  { applyExif = false }: ReadImageOptions = {},
): Promise<RgbImage> {
  const problem = typeof file === 'string' ? await plainFileProblem(file) : undefined;
  if (problem) throw new ContrasegError(problem);
  try {
    const { data, info } = await sharp(file, { autoOrient: applyExif, limitInputPixels: MAX_PIXELS })
      .toColourspace('srgb')
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data: info.channels === 3 ? data : spreadGrey(data) };
  } catch (error) {
    throw new ContrasegError(await diagnose(file), { cause: error });
  }
}

function spreadGrey(grey: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(grey.length * 3);
  for (let i = 0, to = 0; i < grey.length; i++) {
    const value = grey[i]!;
    rgb[to++] = value;
    rgb[to++] = value;
    rgb[to++] = value;
  }
  return rgb;
}

/** First bytes of formats that are read (true) and of those that people try. */
const SIGNATURES: readonly (readonly [name: string, read: boolean, at: number, bytes: string])[] = [
  ['JPEG', true, 0, '\xff\xd8\xff'],
  ['PNG', true, 0, '\x89PNG'],
  ['WebP', true, 8, 'WEBP'],
  ['GIF', true, 0, 'GIF8'],
  ['TIFF', true, 0, 'II*\0'],
  ['TIFF', true, 0, 'MM\0*'],
  ['BMP', false, 0, 'BM'],
  ['Photoshop file', false, 0, '8BPS'],
  ['HEIF or AVIF picture', false, 4, 'ftyp'],
  ['JPEG 2000', false, 4, 'jP  '],
  ['PDF', false, 0, '%PDF'],
];

/** libvips keeps its messages in one buffer for all threads, so what it says may be about another file. */
async function diagnose(file: string | Uint8Array): Promise<DataProblem> {
  const name = typeof file === 'string' ? file : 'image in memory';
  const { width = 0, height = 0 } = await sharp(file, { limitInputPixels: false })
    .metadata()
    .catch(() => ({}) as { width?: number; height?: number });
  if (width * height > MAX_PIXELS) return tooManyPixels(name, { width, height }, MAX_PIXELS);
  const start = await firstBytes(file);
  if (start.length === 0) return unreadableImage(name, 'the file is empty');
  const format = SIGNATURES.find(([, , at, bytes]) => start.startsWith(bytes, at));
  if (!format) return unreadableImage(name, 'it is not an image', 'JPEG, PNG, WebP, TIFF and GIF are read');
  const [kind, read] = format;
  if (!read) return unreadableImage(name, `it is a ${kind}`, 'convert it to PNG or JPEG');
  return unreadableImage(name, `the ${kind} is truncated or damaged`);
}

/** One character per byte. */
async function firstBytes(file: string | Uint8Array): Promise<string> {
  if (typeof file !== 'string') return Buffer.from(file.subarray(0, 16)).toString('latin1');
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, 0);
    return buffer.subarray(0, bytesRead).toString('latin1');
  } finally {
    await handle.close();
  }
}
