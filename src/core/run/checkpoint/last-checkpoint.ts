import { dirname, join } from 'node:path';
import { ContrasegError } from '../../errors/index.js';
import { disk, writing } from '../../files/disk.js';
import type { RunDirectory } from '../directory.js';
import { loadCheckpoint, type StatefulParts, saveCheckpoint } from './checkpoint.js';
import type { CheckpointHeader } from './checkpoint-file.js';

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
 * @throws ContrasegError about both where neither can be loaded
 */
export async function resumeCheckpoint(
  directory: RunDirectory,
  parts: StatefulParts,
): Promise<{ readonly header: CheckpointHeader; readonly recovered?: Recovery }> {
  try {
    return { header: await loadCheckpoint(directory.lastCheckpoint, parts) };
  } catch (error) {
    if (!(error instanceof ContrasegError)) throw error;
    const missing = error.code === 'CONTRASEG_NO_CHECKPOINT';
    if (!missing && error.code !== 'CONTRASEG_DAMAGED_CHECKPOINT') throw error;
    const header = await loadPrevious(directory, parts, error);
    if (missing) return { header, recovered: { reason: 'the file is missing.' } };
    const damaged = await setAside(directory.lastCheckpoint);
    return { header, recovered: { damaged, reason: error.problems[0]!.message } };
  }
}

async function loadPrevious(
  directory: RunDirectory,
  parts: StatefulParts,
  last: ContrasegError,
): Promise<CheckpointHeader> {
  try {
    return await loadCheckpoint(directory.previousCheckpoint, parts);
  } catch (error) {
    if (!(error instanceof ContrasegError) || error.code === 'CONTRASEG_NO_CHECKPOINT') throw last;
    throw new ContrasegError([...last.problems, ...error.problems]);
  }
}

async function setAside(file: string): Promise<string> {
  const aside = join(dirname(file), 'damaged.safetensors');
  await writing(aside, () => disk.rename(file, aside));
  return aside;
}
