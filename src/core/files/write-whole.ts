import { dirname } from 'node:path';
import { writtenInPart } from '../errors/files.js';
import { ContrasegError } from '../errors/index.js';
import { disk, syncFolder, writeBytes, writing } from './disk.js';
import { withTemporary } from './temporary-files.js';

export interface WriteOptions {
  /** Keeps the file that is replaced under this name, in the same folder, in place of what has that name. */
  readonly previous?: string;
}

/** What file systems without hard links answer, FAT and some network disks among them. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'];

/**
 * Writes a file so that it is there whole or not at all, also after a kill, a full disk or a power cut; until then
 * the old one is there. A link is followed; a device or a pipe is written to as it is.
 * @throws ContrasegError that names the file and says why it cannot be written; the old file is then as it was
 */
export async function writeWhole(
  file: string,
  content: string | Uint8Array,
  options: WriteOptions = {},
): Promise<void> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  await writing(file, async () => {
    const target = (await ifThere(disk.realpath(file))) ?? file;
    const old = await ifThere(disk.stat(target));
    if (old && !old.isFile() && !old.isDirectory()) return writeStream(target, bytes);
    await withTemporary(target, async (temporary) => {
      await writeNew(temporary, bytes, file, old?.mode);
      const putBack = old && options.previous ? await keep(target, options.previous) : undefined;
      try {
        await disk.rename(temporary, target);
      } catch (error) {
        await putBack?.().catch(() => undefined);
        throw error;
      }
      await syncFolder(dirname(target));
    });
  });
}

async function writeNew(temporary: string, bytes: Uint8Array, file: string, mode?: number): Promise<void> {
  const handle = await disk.open(temporary, 'wx');
  try {
    if (mode !== undefined) await handle.chmod(mode & 0o777);
    await writeBytes(handle, bytes, file);
    const { size } = await handle.stat();
    if (size !== bytes.length) throw new ContrasegError(writtenInPart(file, size, bytes.length));
    await handle.sync();
  } catch (error) {
    await handle.close().catch(() => undefined);
    throw error;
  }
  await handle.close(); // which is where a network disk may say that it is full
}

/**
 * Gives `file` a second name. Without hard links it is renamed, and whoever reads looks for the second name too.
 * @returns undoes the renaming
 */
async function keep(file: string, previous: string): Promise<(() => Promise<void>) | undefined> {
  return withTemporary(previous, async (temporary) => {
    try {
      await disk.link(file, temporary);
    } catch (error) {
      if (!NO_LINKS.includes((error as NodeJS.ErrnoException).code!)) throw error;
      await disk.rename(file, previous);
      return () => disk.rename(previous, file);
    }
    // Where both are names of one file already, this does nothing and the temporary name goes with `withTemporary`.
    await disk.rename(temporary, previous);
    return undefined;
  });
}

async function ifThere<T>(answer: Promise<T>): Promise<T | undefined> {
  return answer.catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
}

async function writeStream(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await disk.open(file, 'w');
  try {
    await writeBytes(handle, bytes, file);
  } finally {
    await handle.close();
  }
}
