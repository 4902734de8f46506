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
  await writing(file, async () => {
    const handle = await disk.open(file, 'a+');
    let size: number;
    try {
      ({ size } = await handle.stat());
      await append(handle, size, `${(await isCut(handle, size)) ? '\n' : ''}${line}\n`, file);
    } catch (error) {
      await handle.close().catch(() => undefined);
      throw error;
    }
    await handle.close();
    if (size === 0) await syncFolder(dirname(file));
  });
}

async function append(handle: OpenFile, size: number, text: string, file: string): Promise<void> {
  try {
    await writeBytes(handle, Buffer.from(text), file);
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
