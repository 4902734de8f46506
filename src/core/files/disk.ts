import { type FileHandle, link, mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { cannotWrite, writtenInPart } from '../errors/files.js';
import { ContrasegError } from '../errors/index.js';

/** What is asked of an open file. */
export type OpenFile = Pick<FileHandle, 'write' | 'stat' | 'chmod' | 'truncate' | 'sync' | 'read' | 'close'>;

/** Every call that durable writing makes, in one place where a test can let the n-th one fail. */
export const disk = {
  open: (path: string, flags: string): Promise<OpenFile> => open(path, flags),
  link,
  mkdir,
  realpath,
  rename,
  rm,
  stat,
};

/** Bytes that are handed over at once; Node takes less than 2 GiB. */
const CHUNK = 2 ** 26;

/** What folders on some network and FUSE file systems answer to fsync, and those that may be written but not listed. */
const CANNOT_SYNC = ['EINVAL', 'ENOTSUP', 'ENOSYS', 'EBADF', 'EACCES'];

/** Runs `action`; what the system refuses it becomes a ContrasegError that names `file`. */
export async function writing<T>(file: string, action: () => Promise<T>, describe = cannotWrite): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new ContrasegError(describe(file, error as NodeJS.ErrnoException), { cause: error });
  }
}

/**
 * Writes at the file's position until everything is written: the system may take less at a time, as it does where the
 * disk has less room left.
 * @param file named in errors
 */
export async function writeBytes(handle: OpenFile, bytes: Uint8Array, file: string): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, done, Math.min(CHUNK, bytes.length - done), null);
    if (bytesWritten === 0) throw new ContrasegError(writtenInPart(file, done, bytes.length));
    done += bytesWritten;
  }
}

/** Makes new and renamed entries of a folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // which opens no folders
  try {
    const handle = await disk.open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!CANNOT_SYNC.includes((error as NodeJS.ErrnoException).code!)) throw error;
  }
}
