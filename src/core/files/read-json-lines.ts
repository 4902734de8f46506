import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/**
 * The values in a file of one JSON value per line; none where there is no file. Lines that are none are left out: a crash
 * cuts the last one off.
 */
export async function readJsonLines(file: string): Promise<unknown[]> {
  if (!existsSync(file)) return [];
  return (await readFile(file, 'utf8')).split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as unknown];
    } catch {
      return [];
    }
  });
}
