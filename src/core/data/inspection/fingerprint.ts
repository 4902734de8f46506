import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { DatasetSplit } from '../../interfaces/dataset.js';
import { mapConcurrent } from '../loading/concurrent.js';

/** Files asked for their size at the same time. */
const CONCURRENCY = 16;

/**
 * Identifies the images of a split by names and file sizes, wherever the folder lies: SHA-256 in hexadecimal digits. Images
 * that are no files count by name alone.
 */
export async function fingerprint(split: DatasetSplit): Promise<string> {
  const lines = await mapConcurrent(Array.from({ length: split.size }), CONCURRENCY, async (_, index) => {
    const file = split.file?.(index);
    const size = file === undefined ? '' : await sizeOf(file);
    return `${JSON.stringify(split.id(index))} ${size}\n`;
  });
  const hash = createHash('sha256');
  for (const line of lines) hash.update(line);
  return hash.digest('hex');
}

/** A file that cannot be read is reported by those who read it. */
function sizeOf(file: string): Promise<number | string> {
  return stat(file).then(
    ({ size }) => size,
    () => 'unreadable',
  );
}
