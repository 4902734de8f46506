import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { ContrasegError } from '../../../src/core/errors/index.js';
import { lockRun } from '../../../src/core/run/lock.js';
import { thisProcess } from '../../../src/core/run/process-identity.js';
import { failEachCall } from '../../helpers/faults.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const SINCE = '2026-01-01T00:00:00.000Z';

/** The number of a process that has just ended. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'close');
  return child.pid!;
}

function hold(folder: string, holder: object): string {
  const file = join(folder, 'lock.json');
  writeFileSync(file, JSON.stringify({ since: SINCE, ...holder }));
  return file;
}

test('a folder that is held is refused with the process that holds it, and free again after its release', async (t) => {
  const folder = temporaryFolder(t);
  const lock = await lockRun(folder);
  const error = await t.throwsAsync(lockRun(folder), { instanceOf: ContrasegError, code: 'CONTRASEG_RUN_IN_USE' });
  t.regex(error!.message, new RegExp(`process ${process.pid} on ${hostname()}`));
  await lock.release();
  await (await lockRun(folder)).release();
});

test('of many that want a folder at once, one gets it', async (t) => {
  const folder = temporaryFolder(t);
  const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => lockRun(folder)));
  t.is(attempts.filter(({ status }) => status === 'fulfilled').length, 1);
});

test('the lock of a process that died is taken over at once, and said', async (t) => {
  const folder = temporaryFolder(t);
  const pid = await deadProcess();
  hold(folder, { host: hostname(), pid });
  const lock = await lockRun(folder);
  t.is(lock.stale?.pid, pid);
  await lock.release();
});

test('a number that now belongs to another process does not hold the folder', async (t) => {
  const folder = temporaryFolder(t);
  const { began, ...own } = thisProcess();
  if (began === undefined) return t.pass('this system does not tell when processes began');
  hold(folder, { ...own, began: `${Number(began) - 1}` });
  await t.notThrowsAsync(lockRun(folder));
});

test('a process of another host holds the folder as long as it shows signs of life', async (t) => {
  const folder = temporaryFolder(t);
  const file = hold(folder, { host: 'elsewhere', pid: 1 });
  const error = await t.throwsAsync(lockRun(folder), { code: 'CONTRASEG_RUN_IN_USE' });
  t.regex(error!.message, /process 1 on elsewhere .* since 2026-01-01/);
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  utimesSync(file, minutesAgo(9), minutesAgo(9));
  await t.throwsAsync(lockRun(folder), { code: 'CONTRASEG_RUN_IN_USE' });
  utimesSync(file, minutesAgo(11), minutesAgo(11));
  await (await lockRun(folder)).release();
});

test('a lock that a crash cut off holds nothing', async (t) => {
  const folder = temporaryFolder(t, { 'lock.json': '{"host":"else' });
  await t.notThrowsAsync(lockRun(folder));
});

test('a folder that was made for the lock goes with it; one that was there, or holds something, stays', async (t) => {
  const folder = temporaryFolder(t);
  await (await lockRun(join(folder, 'new'))).release();
  t.false(existsSync(join(folder, 'new')));
  await (await lockRun(folder)).release();
  t.true(existsSync(folder));
  const lock = await lockRun(join(folder, 'run'));
  writeFileSync(join(folder, 'run', 'log.jsonl'), '');
  await lock.release();
  t.true(existsSync(join(folder, 'run', 'log.jsonl')));
});

test('a lock whose file somebody removed can be released', async (t) => {
  const folder = temporaryFolder(t);
  const lock = await lockRun(folder);
  rmSync(join(folder, 'lock.json'));
  await t.notThrowsAsync(lock.release());
});

test('nothing but the lock is left in a held folder, and nothing at all after its release', async (t) => {
  const folder = temporaryFolder(t);
  const lock = await lockRun(folder);
  t.deepEqual(readdirSync(folder), ['lock.json']);
  await lock.release();
  t.deepEqual(readdirSync(folder), []);
});

test.serial('where the disk fails while a folder is taken, it is held by nobody afterwards', async (t) => {
  const folder = temporaryFolder(t);
  const faults = await failEachCall(
    ['EIO'],
    {},
    async () => (await lockRun(folder)).release(),
    async () => (await lockRun(folder)).release(),
  );
  t.true(faults > 5);
});
