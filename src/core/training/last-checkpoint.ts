import { dirname, join } from 'node:path';
import { ContrasegError } from '../errors/index.js';
import { disk, writing } from '../files/disk.js';
import { loadCheckpoint, type StatefulParts, saveCheckpoint } from './checkpoint.js';
import type { CheckpointHeader } from './checkpoint-file.js';
import type { RunDirectory } from './run-directory.js';

/** The last checkpoint was no good, and the run goes on from the one before. */
export interface Recovery {
  /** The damaged checkpoint, which was set aside under this name; undefined where it was missing. */
  readonly damaged?: string;
  /** What was wrong with it. */
  readonly reason: string;
}

/** Writes the last checkpoint and keeps the one before: whatever happens when, one of them is whole. */
export async function saveLastCheckpoint(
  directory: RunDirectory,
  header: CheckpointHeader,
  parts: StatefulParts,
): Promise<void> {
  await saveCheckpoint(directory.lastCheckpoint, header, parts, { previous: directory.previousCheckpoint });
}

/**
 * Restores the parts from the last checkpoint or, where that is damaged, from the one before. The damaged one is then set
 * aside, so that it never takes the place of a good one. For whoever holds the run: it changes the folder.
 * @throws ContrasegError about the last checkpoint where no other can be loaded
 */
export async function resumeCheckpoint(
  directory: RunDirectory,
  parts: StatefulParts,
): Promise<{ readonly header: CheckpointHeader; readonly recovered?: Recovery }> {
  try {
    return { header: await loadCheckpoint(directory.lastCheckpoint, parts) };
  } catch (error) {
    if (!(error instanceof ContrasegError) || !isLost(error.code)) throw error;
    let header: CheckpointHeader;
    try {
      header = await loadCheckpoint(directory.previousCheckpoint, parts);
    } catch {
      throw error; // also where the one before is damaged: what is wrong with the last one matters more
    }
    const damaged = error.code === 'CONTRASEG_NO_CHECKPOINT' ? undefined : await setAside(directory.lastCheckpoint);
    return { header, recovered: { damaged, reason: error.problems[0]!.message } };
  }
}

function isLost(code: string): boolean {
  return code === 'CONTRASEG_DAMAGED_CHECKPOINT' || code === 'CONTRASEG_NO_CHECKPOINT';
}

async function setAside(file: string): Promise<string> {
  const aside = join(dirname(file), 'damaged.safetensors');
  await writing(aside, () => disk.rename(file, aside));
  return aside;
}
