import { readFile } from 'node:fs/promises';
import type { Rgb } from '../../core/data/files/color-map.js';
import { packColor } from '../../core/data/files/color-map.js';
import { readImage } from '../../core/data/files/image-file.js';
import { decodeIndexPng } from '../../core/data/files/index-png.js';
import { plainFileProblem } from '../../core/data/files/plain-file.js';
import { sharp } from '../../core/data/raster/sharp.js';
import { ContrasegError } from '../../core/errors/index.js';

/** A mask as its file holds it, before anybody says what it means. */
export interface RawMask {
  readonly width: number;
  readonly height: number;
  /** A value or a colour (0xRRGGBB) for each pixel. */
  readonly coding: 'values' | 'colors';
  readonly data: Uint8Array | Uint16Array | Uint32Array;
  /** Of palette PNGs. */
  readonly palette?: readonly Rgb[];
  /** The format changes colours: JPEG and WebP. */
  readonly lossy: boolean;
}

/** One channel of up to 8 bits, or a palette, as PNG: what training reads as it is. */
function isIndexed(bytes: Buffer): boolean {
  const [depth, colorType] = [bytes[24], bytes[25]];
  return bytes.toString('latin1', 1, 4) === 'PNG' && depth! <= 8 && (colorType === 0 || colorType === 3);
}

/** @throws ContrasegError that names the file, where it cannot be decoded */
export async function readPicture(file: string): Promise<RawMask> {
  const problem = await plainFileProblem(file);
  if (problem) throw new ContrasegError(problem);
  const bytes = await readFile(file);
  if (isIndexed(bytes)) {
    const { width, height, data, palette } = decodeIndexPng(bytes, file);
    const colors = palette?.map(([r, g, b]): Rgb => [r!, g!, b!]);
    return { width, height, data, coding: 'values', lossy: false, ...(colors && { palette: colors }) };
  }
  const { format, depth, channels } = await sharp(bytes)
    .metadata()
    .catch(() => ({ format: '', depth: '', channels: 3 }));
  if (depth === 'ushort' && channels === 1) return readDeep(bytes);
  const { width, height, data } = await readImage(file);
  return { width, height, data: packed(data), coding: 'colors', lossy: format === 'jpeg' || format === 'webp' };
}

/** Grey of 16 bits: values, not brightness. */
async function readDeep(bytes: Buffer): Promise<RawMask> {
  const { data, info } = await sharp(bytes)
    .toColourspace('grey16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  const values = new Uint16Array(data.buffer, data.byteOffset, info.width * info.height);
  return { width: info.width, height: info.height, data: Uint16Array.from(values), coding: 'values', lossy: false };
}

function packed(rgb: Uint8Array): Uint32Array {
  return Uint32Array.from({ length: rgb.length / 3 }, (_, i) =>
    packColor([rgb[3 * i]!, rgb[3 * i + 1]!, rgb[3 * i + 2]!]),
  );
}
