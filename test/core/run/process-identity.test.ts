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

test('the beginning of a process is that of the kernel, whatever the name of the process', async (t) => {
  if (!existsSync('/proc/self/stat')) return t.pass('this system does not tell when processes began');
  const { began } = thisProcess();
  t.regex(began!, /^\d+$/);
  // The name is the second field of /proc/<pid>/stat, in brackets: this one would shift every field that follows.
  const script = `process.title = 'a) b (c d'; const m = await import(process.argv[1]); console.log(JSON.stringify(m.thisProcess()))`;
  const module = new URL('../../../src/core/run/process-identity.js', import.meta.url).href;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, module]);
  const [output] = (await once(child.stdout, 'data')) as [Buffer];
  const later = JSON.parse(output.toString()) as { began: string };
  t.true(Number(later.began) >= Number(began) && Number(later.began) < Number(began) + 100 * 600, later.began);
});
