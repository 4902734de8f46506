import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { makeFolder } from '../files/make-folder.js';
import type { RunDirectory } from './directory.js';

/**
 * Moves the run in a folder aside, so that another can begin there and fail without loss. Checkpoints go first and come back
 * last: where they are tells how far a process came that died in between.
 */
export async function setAside(directory: RunDirectory): Promise<void> {
  await makeFolder(directory.replaced);
  for (const path of checkpointsFirst(directory)) {
    if (existsSync(path)) await rename(path, waiting(directory, path));
  }
}

/**
 * Ends a replacement, wherever it was cut short: the old run goes where the new one has its first checkpoint, and comes back
 * where it has none.
 * @returns which of the two happened; undefined where nothing was being replaced
 */
export async function settleReplaced(directory: RunDirectory): Promise<'removed' | 'restored' | undefined> {
  if (!existsSync(directory.replaced)) return undefined;
  const moved = existsSync(waiting(directory, directory.checkpoints));
  const restore = moved && !directory.resumable;
  if (restore) {
    for (const path of checkpointsFirst(directory).toReversed()) {
      const old = waiting(directory, path);
      if (!existsSync(old)) continue;
      await rm(path, { recursive: true, force: true });
      await rename(old, path);
    }
  }
  await rm(directory.replaced, { recursive: true, force: true });
  return restore ? 'restored' : moved ? 'removed' : undefined;
}

function checkpointsFirst({ checkpoints, contents }: RunDirectory): string[] {
  return [checkpoints, ...contents.filter((path) => path !== checkpoints)];
}

function waiting({ replaced }: RunDirectory, path: string): string {
  return join(replaced, basename(path));
}
