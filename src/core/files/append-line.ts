import { dirname } from 'node:path';
import { disk, type OpenFile, syncFolder, writeBytes, writing } from './disk.js';

const NEWLINE = 0x0a;

/**
 * Appends a line to a file, which is made where it is missing, and waits until it is on the disk. What cannot be
 * written whole is taken back. A last line that a crash cut off is ended first, so that it takes no other along.
 * @param line without its end
 * @throws ContrasegError that names the file and says why it cannot be written; the file is then as it was
 */
export async function appendLine(file: string, line: string): Promise<void> {
  await appending(file, async (handle, size) => Buffer.from(`${(await isCut(handle, size)) ? '\n' : ''}${line}\n`));
}

/** Appends bytes in the same way. */
export async function appendBytes(file: string, bytes: Uint8Array): Promise<void> {
  await appending(file, async () => bytes);
}

async function appending(
  file: string,
  bytesAfter: (handle: OpenFile, size: number) => Promise<Uint8Array>,
): Promise<void> {
  await writing(file, async () => {
    const handle = await disk.open(file, 'a+');
    let size: number;
    try {
      ({ size } = await handle.stat());
      await append(handle, size, await bytesAfter(handle, size), file);
    } catch (error) {
      await handle.close().catch(() => undefined);
      throw error;
    }
    await handle.close();
    if (size === 0) await syncFolder(dirname(file));
  });
}

async function append(handle: OpenFile, size: number, bytes: Uint8Array, file: string): Promise<void> {
  try {
    await writeBytes(handle, bytes, file);
    await handle.sync();
  } catch (error) {
    await handle.truncate(size).catch(() => undefined);
    throw error;
  }
}

async function isCut(handle: OpenFile, size: number): Promise<boolean> {
  if (size === 0) return false;
  const { buffer } = await handle.read(new Uint8Array(1), 0, 1, size - 1);
  return buffer[0] !== NEWLINE;
}
