import { dirname, resolve } from 'node:path';
import { cannotMakeFolder } from '../errors/files.js';
import { disk, syncFolder, writing } from './disk.js';

/**
 * Makes a folder and those above it where they are missing, so that they survive a power cut.
 * @throws ContrasegError that names the folder and says why it cannot be made
 */
export async function makeFolder(folder: string): Promise<void> {
  await writing(folder, () => make(resolve(folder)), cannotMakeFolder);
}

/** Not Node's own `recursive`, which calls a read-only file system a missing folder and does not say what it made. */
async function make(folder: string): Promise<void> {
  try {
    await disk.mkdir(folder);
  } catch (error) {
    if (await isFolder(folder)) return;
    const above = dirname(folder);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || above === folder) throw error;
    await make(above);
    await disk.mkdir(folder);
  }
  await syncFolder(dirname(folder));
}

async function isFolder(path: string): Promise<boolean> {
  return disk.stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
