import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLog } from '../../../src/core/run/log.js';

/** Files that must be the same to the last bit however often a run was interrupted. */
const SAME_BYTES = ['checkpoints/last.safetensors', 'checkpoints/best.safetensors', 'config.resolved.yaml'];

/** Everything by which a finished run differs from the uninterrupted one; times are left out. */
export async function compareRuns(reference: string, run: string): Promise<string[]> {
  const differences: string[] = [];
  const [expected, found] = [filesIn(reference), filesIn(run)];
  for (const name of found) if (!expected.includes(name)) differences.push(`${name} was left behind`);
  for (const name of expected) if (!found.includes(name)) differences.push(`${name} is missing`);
  for (const name of SAME_BYTES) {
    const files = [join(reference, name), join(run, name)] as const;
    if (files.every(existsSync) && !readFileSync(files[0]).equals(readFileSync(files[1]))) {
      differences.push(`${name} differs`);
    }
  }
  const [a, b] = [await history(reference), await history(run)];
  const at = a.findIndex((line, i) => line !== b[i]);
  if (at >= 0) differences.push(`log.jsonl: expected ${brief(a[at])}, found ${brief(b[at])}`);
  else if (b.length > a.length) differences.push(`log.jsonl: ${b.length - a.length} lines too many`);
  return differences;
}

/** Steps and evaluations, without how long they took. */
async function history(run: string): Promise<string[]> {
  const entries = await readLog(join(run, 'log.jsonl'));
  return entries.flatMap((entry) => (entry.event === 'start' ? [] : [JSON.stringify({ ...entry, time: undefined })]));
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1))
    .filter((name) => !/^rank-\d+\.log$/.test(name)) // what ranks said when another one died
    .sort();
}

function brief(line: string | undefined): string {
  return line ? line.slice(0, 90) : 'the end';
}
