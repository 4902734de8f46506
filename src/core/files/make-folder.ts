import { dirname, resolve } from 'node:path';
import { cannotMakeFolder } from '../errors/files.js';
import { disk, syncFolder, writing } from './disk.js';

/**
 * Makes a folder and those above it where they are missing, so that they survive a power cut.
 * @throws ContrasegError that names the folder and says why it cannot be made
 */
export async function makeFolder(folder: string): Promise<void> {
  await writing(folder, () => make(folder), cannotMakeFolder);
}

async function make(folder: string): Promise<void> {
  const first = await disk.mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = resolve(folder); made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}
