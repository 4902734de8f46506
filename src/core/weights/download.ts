import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { cacheDirectory } from '../engine/native/cache.js';
import { downloadFailed, wrongChecksum } from '../errors/downloads.js';
import { ContrasegError } from '../errors/index.js';
import { makeFolder } from '../files/make-folder.js';

export interface PublishedFile {
  readonly url: string;
  /** 64 hexadecimal digits, as publishers show them beside the file. */
  readonly sha256: string;
}

/** Told of the bytes that are there, and of all, where the server says how many. */
export type DownloadProgress = (done: number, total: number | undefined) => void;

/** Where a file is kept; somebody without a network may put it there. */
export function placeOfDownload({ url, sha256 }: PublishedFile): string {
  const name = basename(new URL(url).pathname) || 'weights';
  return join(cacheDirectory(), 'weights', sha256.slice(0, 12).toLowerCase(), name);
}

/** The path of a published file that is in the user's cache. @throws ContrasegError where its checksum is another */
export async function downloaded(file: PublishedFile): Promise<string | undefined> {
  const place = placeOfDownload(file);
  if ((await sizeOf(place)) === undefined) return undefined;
  await verify(place, file);
  return place;
}

/**
 * The path of a published file in the user's cache, where it is fetched to unless it is there. A download that was cut off
 * goes on where it ended; what is in the cache has the checksum, and is checked again each time.
 * @throws ContrasegError that names the URL and the place where the file may be put by hand, or both checksums
 */
export async function download(file: PublishedFile, onProgress: DownloadProgress = () => undefined): Promise<string> {
  const there = await downloaded(file);
  if (there !== undefined) return there;
  const place = placeOfDownload(file);
  const part = `${place}.part`;
  await makeFolder(join(place, '..'));
  try {
    await fetchInto(part, file.url, onProgress);
  } catch (error) {
    if (error instanceof ContrasegError) throw error;
    throw new ContrasegError(downloadFailed(file.url, reasonOf(error), place), { cause: error });
  }
  await verify(part, file);
  await rename(part, place);
  return place;
}

async function fetchInto(part: string, url: string, onProgress: DownloadProgress): Promise<void> {
  const have = (await sizeOf(part)) ?? 0;
  const response = await fetch(url, have > 0 ? { headers: { range: `bytes=${have}-` } } : {});
  if (response.status === 416) return; // nothing is missing; the checksum says whether it is right
  if (!response.ok || !response.body) throw new Error(`the server answered ${response.status} ${response.statusText}`);
  const goesOn = response.status === 206;
  const length = response.headers.get('content-length');
  let done = goesOn ? have : 0;
  const total = length === null ? undefined : done + Number(length);
  const handle = await open(part, goesOn ? 'a' : 'w');
  try {
    const reader = response.body.getReader();
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      await handle.writeFile(chunk.value);
      done += chunk.value.length;
      onProgress(done, total);
    }
  } finally {
    await handle.close();
  }
}

/** Removes a file that is another one than was wanted: going on with it would not mend it. */
async function verify(path: string, { url, sha256 }: PublishedFile): Promise<void> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  const found = hash.digest('hex');
  if (found === sha256.toLowerCase()) return;
  await rm(path);
  throw new ContrasegError(wrongChecksum(url, sha256, found));
}

async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
}

/** fetch says "fetch failed", and why in its cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  if (!(cause instanceof Error)) return message;
  return cause.message || ((cause as NodeJS.ErrnoException).code ?? message);
}
