import { existsSync } from 'node:fs';
import { readFile, rm, rmdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { lock as guard } from 'proper-lockfile';
import { z } from 'zod';
import { ContrasegError } from '../errors/index.js';
import { runInUse } from '../errors/run.js';
import { makeFolder } from '../files/make-folder.js';
import { writeWhole } from '../files/write-whole.js';
import { isRunning, thisProcess } from './process-identity.js';

const Holder = z.object({
  host: z.string(),
  pid: z.int(),
  began: z.string().optional(),
  since: z.string(),
});

/** Who holds a run folder. */
type LockHolder = z.infer<typeof Holder>;

/** How often a holder shows that it lives, and after how long a silent one of another host counts as dead; milliseconds. */
const SIGN_OF_LIFE = 60_000;
const SILENCE = 10 * SIGN_OF_LIFE;

export interface RunLock {
  /** The one that held the folder before and died. */
  readonly stale?: LockHolder;
  /** Gives the folder back, and removes it where nothing else is in it and it was not there before. */
  release(): Promise<void>;
}

/**
 * Takes a run folder for this process, making it where it is missing. A file in it names the holder; while that process lives,
 * nobody else gets the folder. proper-lockfile guards the moment of looking and taking, not the hours of training, since a step
 * of native code blocks the timers that it renews its locks by.
 * @throws ContrasegError naming the process that holds it
 */
export async function lockRun(folder: string): Promise<RunLock> {
  const made = !existsSync(folder);
  await makeFolder(folder);
  const file = join(folder, 'lock.json');
  const release = await guard(folder, { lockfilePath: `${file}.guard`, stale: 5000, retries: GUARD_RETRIES });
  let stale: LockHolder | undefined;
  try {
    const holder = await readHolder(file);
    if (holder && (await isAlive(holder, file))) throw new ContrasegError(runInUse(folder, file, holder));
    stale = holder;
    const own: LockHolder = { ...thisProcess(), since: new Date().toISOString() };
    await take(file, own);
  } finally {
    await release();
  }
  const signs = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => undefined), SIGN_OF_LIFE);
  signs.unref();
  return {
    stale,
    release: async () => {
      clearInterval(signs);
      await rm(file, { force: true });
      if (made) await rmdir(folder).catch(() => undefined); // not empty: the run is in it
    },
  };
}

/** Names the holder; where that fails after the file was put in place, it must not name one that trains nothing. */
async function take(file: string, holder: LockHolder): Promise<void> {
  try {
    await writeWhole(file, `${JSON.stringify(holder)}\n`);
  } catch (error) {
    await rm(file, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** A guard that was left by a killed process expires after five seconds. */
const GUARD_RETRIES = { retries: 100, minTimeout: 50, maxTimeout: 200, maxRetryTime: 20_000 };

/** The holder; undefined where there is none, or where the file was cut off by a crash. */
async function readHolder(file: string): Promise<LockHolder | undefined> {
  try {
    return Holder.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

async function isAlive(holder: LockHolder, file: string): Promise<boolean> {
  return isRunning(holder) ?? Date.now() - (await stat(file)).mtimeMs < SILENCE;
}
