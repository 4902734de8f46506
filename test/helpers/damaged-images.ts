import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import { encode } from 'fast-png';
import sharp, { type Sharp } from 'sharp';
import type { RandomStream } from '../../src/core/random/random-stream.js';

/** A file, or something that only looks like one, as a user might hand it in. */
export interface DamagedImage {
  readonly name: string;
  /** What is wrong with it, for messages. */
  readonly what: string;
  /** What a reader must do with it: some damage cannot be seen, and some files are odd but sound. */
  readonly verdict: 'refused' | 'read' | 'either';
  /** The content of a plain file. */
  readonly bytes?: Uint8Array;
  /** The target of a symbolic link. */
  readonly link?: string;
  /** Neither file nor link. */
  readonly special?: 'fifo' | 'folder';
}

type Make = (random: RandomStream) => Promise<Omit<DamagedImage, 'what'>>;

/** One kind of damage, drawn at random, to a photo or to an index mask. */
export async function damagedImage(random: RandomStream, role: 'image' | 'mask' = 'image'): Promise<DamagedImage> {
  const kinds = Object.entries(role === 'image' ? IMAGES : MASKS);
  const [what, make] = kinds[random.integer(kinds.length)]!;
  return { what, ...(await make(random)) };
}

/** One of every kind, in a fixed order. */
export function everyDamage(random: RandomStream, role: 'image' | 'mask'): Promise<DamagedImage[]> {
  const kinds = Object.entries(role === 'image' ? IMAGES : MASKS);
  return Promise.all(kinds.map(async ([what, make]) => ({ what, ...(await make(random)) })));
}

/** Puts it into a folder. @param name in place of its own. @returns its path */
export async function writeDamaged(folder: string, damaged: DamagedImage, name = damaged.name): Promise<string> {
  const path = join(folder, name);
  if (damaged.special === 'folder') await mkdir(path);
  else if (damaged.special === 'fifo') await promisify(execFile)('mkfifo', [path]);
  else if (damaged.link !== undefined) await symlink(damaged.link, path);
  else await writeFile(path, damaged.bytes!);
  return path;
}

const SIZE = { width: 24, height: 16 };

/** A photo of noise over a ramp, so that no two are alike. */
function photo(random: RandomStream): Sharp {
  const data = Uint8Array.from({ length: SIZE.width * SIZE.height * 3 }, (_, i) => (i % 200) + random.integer(56));
  return sharp(data, { raw: { ...SIZE, channels: 3 } });
}

/** A grey index PNG of the labels 0 and 1. */
function mask(random: RandomStream): Buffer {
  const data = Uint8Array.from({ length: SIZE.width * SIZE.height }, () => random.integer(2));
  return Buffer.from(encode({ ...SIZE, data, channels: 1 }));
}

const jpeg = (random: RandomStream) => photo(random).jpeg().toBuffer();
const png = (random: RandomStream) => photo(random).png().toBuffer();
const webp = (random: RandomStream) => photo(random).webp().toBuffer();

/** Some of the front: never so much that only the end mark is missing. */
function cut(bytes: Buffer, random: RandomStream): Buffer {
  return bytes.subarray(0, 1 + random.integer(Math.floor(bytes.length * 0.8)));
}

function flipBits(bytes: Buffer, random: RandomStream): Buffer {
  const damaged = Buffer.from(bytes);
  for (let i = 1 + random.integer(20); i > 0; i--) {
    const at = random.integer(damaged.length);
    damaged[at] = damaged[at]! ^ (1 << random.integer(8));
  }
  return damaged;
}

function zeroBlock(bytes: Buffer, random: RandomStream): Buffer {
  const start = random.integer(bytes.length);
  return Buffer.from(bytes).fill(0, start, Math.min(bytes.length, start + 1 + random.integer(64)));
}

/** Another size in the header of a PNG, with the right checksum. */
function resizedHeader(bytes: Buffer, width: number, height: number): Buffer {
  const damaged = Buffer.from(bytes);
  damaged.writeUInt32BE(width, 16);
  damaged.writeUInt32BE(height, 20);
  damaged.writeUInt32BE(crc32(damaged.subarray(12, 29)), 29);
  return damaged;
}

/** Another size in the frame header of a baseline JPEG. */
function resizedFrame(bytes: Buffer, width: number, height: number): Buffer {
  const damaged = Buffer.from(bytes);
  const frame = damaged.indexOf(Buffer.from([0xff, 0xc0]));
  damaged.writeUInt16BE(height, frame + 5);
  damaged.writeUInt16BE(width, frame + 7);
  return damaged;
}

function bmp(random: RandomStream): Buffer {
  const bytes = Buffer.alloc(54 + 4 * SIZE.height * SIZE.width, random.integer(256));
  bytes.write('BM');
  for (const [at, value] of [
    [2, bytes.length],
    [6, 0],
    [10, 54],
    [14, 40],
    [18, SIZE.width],
    [22, SIZE.height],
    [30, 0],
  ] as const)
    bytes.writeUInt32LE(value, at);
  bytes.writeUInt32LE(1 + (32 << 16), 26);
  return bytes;
}

const refused = (name: string, make: (random: RandomStream) => Promise<Buffer> | Buffer) =>
  plain('refused', name, make);
const read = (name: string, make: (random: RandomStream) => Promise<Buffer> | Buffer) => plain('read', name, make);
const either = (name: string, make: (random: RandomStream) => Promise<Buffer> | Buffer) => plain('either', name, make);

function plain(
  verdict: DamagedImage['verdict'],
  name: string,
  make: (random: RandomStream) => Promise<Buffer> | Buffer,
): Make {
  return async (random) => ({ name, verdict, bytes: await make(random) });
}

const linkTo =
  (name: string, link: string): Make =>
  async () => ({ name, verdict: 'refused', link });

/** The kinds that are no plain file at all. */
const SPECIAL = (extension: string): Readonly<Record<string, Make>> => ({
  'a FIFO': async () => ({ name: `fifo${extension}`, verdict: 'refused', special: 'fifo' }),
  'a folder': async () => ({ name: `folder${extension}`, verdict: 'refused', special: 'folder' }),
  'a link to /dev/zero': linkTo(`zero${extension}`, '/dev/zero'),
  'a broken link': linkTo(`broken${extension}`, `no-such-file${extension}`),
  'a link to itself': linkTo(`loop${extension}`, `loop${extension}`),
});

const IMAGES: Readonly<Record<string, Make>> = {
  'a truncated JPEG': refused('cut.jpg', async (random) => cut(await jpeg(random), random)),
  'a truncated PNG': refused('cut.png', async (random) => cut(await png(random), random)),
  'a truncated WebP': refused('cut.webp', async (random) => cut(await webp(random), random)),
  'a JPEG with flipped bits': either('flipped.jpg', async (random) => flipBits(await jpeg(random), random)),
  'a PNG with flipped bits': either('flipped.png', async (random) => flipBits(await png(random), random)),
  'a WebP with flipped bits': either('flipped.webp', async (random) => flipBits(await webp(random), random)),
  'a JPEG with a block of zeros': either('zeroed.jpg', async (random) => zeroBlock(await jpeg(random), random)),
  'an empty file': refused('empty.jpg', () => Buffer.alloc(0)),
  'text under .jpg': refused('page.jpg', () => Buffer.from('<!doctype html><title>404 Not Found</title>')),
  'random bytes': refused('noise.jpg', (random) =>
    Buffer.from(Uint8Array.from({ length: 1 + random.integer(2000) }, () => 128 + random.integer(64))),
  ),
  'a BMP': refused('windows.bmp', bmp),
  'a BMP under .png': refused('windows.png', bmp),
  'a PNG under .jpg': read('really-png.jpg', png),
  'a 16-bit PNG': read('deep.png', (random) => photo(random).toColourspace('rgb16').png().toBuffer()),
  'an RGBA PNG': read('alpha.png', (random) => photo(random).ensureAlpha(0.5).png().toBuffer()),
  'a grey PNG with alpha': read('grey-alpha.png', (random) =>
    photo(random).greyscale().ensureAlpha(0.5).png().toBuffer(),
  ),
  'an interlaced PNG': read('interlaced.png', (random) => photo(random).png({ progressive: true }).toBuffer()),
  'a progressive JPEG': read('progressive.jpg', (random) => photo(random).jpeg({ progressive: true }).toBuffer()),
  'a CMYK JPEG': read('print.jpg', (random) => photo(random).toColourspace('cmyk').jpeg().toBuffer()),
  'an animated WebP': read('animated.webp', async (random) =>
    sharp([await png(random), await png(random)], { join: { animated: true } })
      .webp()
      .toBuffer(),
  ),
  'a rotated JPEG': read('rotated.jpg', (random) =>
    photo(random)
      .withMetadata({ orientation: 2 + random.integer(7) })
      .jpeg()
      .toBuffer(),
  ),
  'bytes after the end': read('tail.png', async (random) => Buffer.concat([await png(random), Buffer.alloc(100, 7)])),
  'a PNG of no width': refused('flat.png', async (random) => resizedHeader(await png(random), 0, SIZE.height)),
  'a PNG that claims a huge size': refused('huge.png', async (random) =>
    resizedHeader(await png(random), 20_000 + random.integer(1e6), 20_000 + random.integer(1e6)),
  ),
  'a JPEG that claims a huge size': refused('huge.jpg', async (random) =>
    resizedFrame(await jpeg(random), 65_500, 20_000 + random.integer(45_000)),
  ),
  ...SPECIAL('.jpg'),
};

const MASKS: Readonly<Record<string, Make>> = {
  'a truncated mask': refused('cut.png', (random) => cut(mask(random), random)),
  'a mask with flipped bits': refused('flipped.png', (random) => flipOnce(mask(random), random)),
  'an empty mask': refused('empty.png', () => Buffer.alloc(0)),
  'a JPEG under .png': refused('really-jpeg.png', jpeg),
  'a BMP under .png': refused('windows.png', bmp),
  'a 16-bit mask': refused('deep.png', () =>
    Buffer.from(encode({ ...SIZE, data: new Uint16Array(SIZE.width * SIZE.height), channels: 1, depth: 16 })),
  ),
  'a true-colour mask': refused('colours.png', png),
  'an RGBA mask': refused('alpha.png', (random) => photo(random).ensureAlpha().png().toBuffer()),
  'an interlaced mask': read('interlaced.png', (random) =>
    sharp(mask(random)).toColourspace('b-w').png({ progressive: true }).toBuffer(),
  ),
  'a mask of no width': refused('flat.png', (random) => resizedHeader(mask(random), 0, SIZE.height)),
  'a mask that claims a huge size': refused('huge.png', (random) =>
    resizedHeader(mask(random), 20_000 + random.integer(1e6), 20_000 + random.integer(1e6)),
  ),
  'a mask that claims more rows than it has': refused('tall.png', (random) =>
    resizedHeader(mask(random), SIZE.width, SIZE.height * (2 + random.integer(100))),
  ),
  ...SPECIAL('.png'),
};

/** One bit anywhere behind the signature: the checksums of a PNG cover all of it, or its chunks no longer line up. */
function flipOnce(bytes: Buffer, random: RandomStream): Buffer {
  const damaged = Buffer.from(bytes);
  const at = 8 + random.integer(damaged.length - 8);
  damaged[at] = damaged[at]! ^ (1 << random.integer(8));
  return damaged;
}
