import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { isRunning } from '../run/process-identity.js';
import { disk } from './disk.js';

const PATTERN = /^\.contraseg-(\d+)-[\da-f]{16}\.tmp$/;

/** Nobody takes this long to write one file: what is older belongs to nobody, whoever has that process id now. */
const ABANDONED = 3_600_000;

/** What this process is writing. In containers a killed run and the one that goes on with it have the same process id. */
const ours = new Set<string>();

/** Runs `action` with a name for a temporary file beside `file`, which is gone afterwards. */
export async function withTemporary<T>(file: string, action: (temporary: string) => Promise<T>): Promise<T> {
  const name = `.contraseg-${process.pid}-${randomBytes(8).toString('hex')}.tmp`;
  const temporary = join(dirname(file), name);
  ours.add(name);
  try {
    return await action(temporary);
  } finally {
    // A file that cannot be removed must not hide why it was not finished; `removeLeftovers` meets it again.
    await disk.rm(temporary, { force: true }).catch(() => undefined);
    ours.delete(name);
  }
}

/**
 * Removes the temporary files in a folder (not below it) that killed processes left behind. Those of another machine
 * that shares the folder are taken for left behind where no process here has their id: hold a lock.
 * @returns how many there were; a folder that is not there has none
 */
export async function removeLeftovers(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const left: string[] = [];
  for (const name of names) {
    const pid = PATTERN.exec(name)?.[1];
    if (pid && (await isLeft(join(folder, name), name, Number(pid)))) left.push(name);
  }
  for (const name of left) await disk.rm(join(folder, name), { force: true });
  return left.length;
}

async function isLeft(file: string, name: string, pid: number): Promise<boolean> {
  if (ours.has(name)) return false;
  if (pid === process.pid || !isRunning({ host: hostname(), pid })) return true;
  const stats = await disk.stat(file).catch(() => undefined);
  return stats !== undefined && Date.now() - stats.mtimeMs > ABANDONED;
}
