import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import test from 'ava';
import { isRunning, thisProcess } from '../../../src/core/run/process-identity.js';

test('this process runs, also where nobody says when it began', (t) => {
  const own = thisProcess();
  t.deepEqual([own.host, own.pid], [hostname(), process.pid]);
  t.true(isRunning(own));
  t.true(isRunning({ host: own.host, pid: own.pid }));
});

test('a process of another host cannot be asked', (t) => {
  t.is(isRunning({ ...thisProcess(), host: `${hostname()}-other` }), undefined);
});

test('a process that ended does not run, nor does one whose number another has now', async (t) => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'close');
  t.false(isRunning({ host: hostname(), pid: child.pid! }));
  if (existsSync('/proc/self/stat')) t.false(isRunning({ ...thisProcess(), began: '1' }));
});

test('a process of another user runs', (t) => {
  if (process.getuid?.() === 0) return t.pass('root may signal everybody');
  t.true(isRunning({ host: hostname(), pid: 1 }));
});

test('the beginning of a process is what the kernel says, whatever the name of the process', async (t) => {
  if (!existsSync('/proc/self/stat')) return t.pass('this system does not tell when processes began');
  // The name is the second field of /proc/<pid>/stat, in brackets: this one would shift every field that follows.
  const script = `
    process.title = 'a) b (c d';
    const { thisProcess } = await import(process.argv[1]);
    const { readFileSync } = await import('node:fs');
    const fields = readFileSync('/proc/self/stat', 'utf8').trim().split(' ');
    console.log(JSON.stringify([thisProcess().began, fields.at(22 - 1 - 52)]));`;
  const module = new URL('../../../src/core/run/process-identity.js', import.meta.url).href;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, module]);
  const [output] = (await once(child.stdout, 'data')) as [Buffer];
  const [found, expected] = JSON.parse(output.toString()) as [string, string];
  t.is(found, expected);
  t.regex(found, /^\d+$/);
});
