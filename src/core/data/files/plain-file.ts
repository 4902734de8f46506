import type { Stats } from 'node:fs';
import { readlink, stat } from 'node:fs/promises';
import { notAFile } from '../../errors/image-files.js';
import type { DataProblem } from '../../interfaces/dataset.js';

/**
 * Why a path is no file with content, if it is none. Nothing is opened to find out: opening a pipe waits for a writer, and a
 * device may have no end.
 */
export async function plainFileProblem(file: string): Promise<DataProblem | undefined> {
  let stats: Stats;
  try {
    stats = await stat(file);
  } catch (error) {
    return missing(file, error as NodeJS.ErrnoException);
  }
  if (stats.isFile()) return undefined;
  if (stats.isDirectory()) return notAFile(file, 'it is a folder', 'name the files in it, for example with folder/*');
  const kind = stats.isFIFO() ? 'a pipe (FIFO)' : stats.isSocket() ? 'a socket' : 'a device';
  return notAFile(file, `it is ${kind}`, 'remove it, or write what it delivers into a file');
}

async function missing(file: string, { code, message }: NodeJS.ErrnoException): Promise<DataProblem> {
  if (code === 'ELOOP') return notAFile(file, 'its links lead in a circle', 'correct the symbolic link');
  if (code === 'EACCES') return notAFile(file, 'it may not be read by this user', 'correct its permissions');
  const target = await readlink(file).catch(() => undefined);
  if (target !== undefined) return notAFile(file, `its link leads to nothing: ${target}`, 'correct the symbolic link');
  if (code === 'ENOENT' || code === 'ENOTDIR') return notAFile(file, 'nothing is there', 'check the path');
  return notAFile(file, message, 'check the path');
}
