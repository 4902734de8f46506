import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { DecodedPng } from 'fast-png';
import { maskNotIndexed, tooManyPixels, unreadableMask } from '../../errors/image-files.js';
import { ContrasegError } from '../../errors/index.js';
import { MAX_PIXELS } from './pixel-limit.js';
import { plainFileProblem } from './plain-file.js';

/** One-channel class indices, row by row. */
export interface IndexMask {
  readonly width: number;
  readonly height: number;
  /** `height * width` values as the file stores them; of a palette PNG the indices, not the colours. */
  readonly data: Uint8Array;
  /** RGB(A) entries of a palette PNG. */
  readonly palette?: readonly (readonly number[])[];
}

/** The decoder is loaded with the first mask: data sets are configured without one. */
const load = createRequire(import.meta.url);

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const COLOUR_TYPES: Readonly<Record<number, string>> = {
  0: 'grey',
  2: 'true-colour',
  3: 'palette',
  4: 'grey with alpha',
  6: 'true-colour with alpha',
};

/**
 * Reads a mask. Image libraries turn palettes into colours and grey into luminance, so that class indices are lost;
 * hence a PNG decoder that leaves values alone.
 * @throws ContrasegError that names the file: no plain file, not a PNG, truncated, 16 bits, true colour, more than `MAX_PIXELS`
 */
export async function readIndexPng(file: string): Promise<IndexMask> {
  const problem = await plainFileProblem(file);
  if (problem) throw new ContrasegError(problem);
  const bytes = await readFile(file).catch((error: Error) => {
    throw new ContrasegError(unreadableMask(file, error.message), { cause: error });
  });
  return decodeIndexPng(bytes, file);
}

/** @param file only for errors */
export function decodeIndexPng(bytes: Buffer, file: string): IndexMask {
  checkHeader(bytes, file);
  let png: DecodedPng;
  try {
    const { decode } = load('fast-png') as typeof import('fast-png');
    png = decode(bytes, { checkCrc: true });
  } catch (error) {
    throw new ContrasegError(unreadableMask(file, (error as Error).message), { cause: error });
  }
  const { width, height, palette } = png;
  const data = png.depth === 8 ? (png.data as Uint8Array) : unpack(png);
  return { width, height, data, ...(palette && { palette }) };
}

function checkHeader(bytes: Buffer, file: string): void {
  if (bytes.length < 33 || !bytes.subarray(0, 8).equals(SIGNATURE)) {
    const reason = bytes.length === 0 ? 'the file is empty' : 'it is not a PNG';
    throw new ContrasegError(unreadableMask(file, reason));
  }
  const size = { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  if (size.width * size.height === 0)
    throw new ContrasegError(unreadableMask(file, 'its header says that it is empty'));
  if (size.width * size.height > MAX_PIXELS) throw new ContrasegError(tooManyPixels(file, size, MAX_PIXELS));
  const depth = bytes[24]!;
  const colourType = bytes[25]!;
  if (depth > 8 || (colourType !== 0 && colourType !== 3)) {
    const name = COLOUR_TYPES[colourType] ?? `colour type ${colourType}`;
    throw new ContrasegError(maskNotIndexed(file, `${depth}-bit ${name}`));
  }
  // The decoder accepts a file that ends right after its pixels.
  if (bytes.lastIndexOf('IEND') < 0) throw new ContrasegError(unreadableMask(file, 'the end of the file is missing'));
}

/** Depths 1, 2 and 4 keep several pixels in a byte, the leftmost in the highest bits; each row starts a new byte. */
function unpack({ width, height, depth, data }: DecodedPng): Uint8Array {
  const rowBytes = Math.ceil((width * depth) / 8);
  const perByte = 8 / depth;
  const mask = (1 << depth) - 1;
  const values = new Uint8Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const byte = data[y * rowBytes + Math.floor(x / perByte)]!;
      values[i] = (byte >> (8 - depth * ((x % perByte) + 1))) & mask;
    }
  }
  return values;
}
