import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { engines } from '../../../helpers/engines.js';

const CHILD = fileURLToPath(new URL('threads-child.js', import.meta.url));

function run(threads: number, ending?: string) {
  const env = { ...process.env, TF_NUM_INTRAOP_THREADS: String(threads) };
  const args = [CHILD, ...(ending ? [ending] : [])];
  return spawnSync(process.execPath, args, { encoding: 'utf8', env, timeout: 120_000 });
}

test('threads, also more than there are processors, change no bit, finish every call and let the process end', async (t) => {
  if (!(await engines()).includes('native-cpu')) return t.pass('native-cpu does not load here');
  const [one, two, many] = [run(1), run(2), run(7)];
  for (const { status, signal, stderr } of [one, two, many]) t.deepEqual([status, signal, stderr], [0, null, '']);
  t.is(two.stdout, one.stdout);
  t.is(many.stdout, one.stdout);
});

test('a process that exits right after a kernel takes no harm from the threads', async (t) => {
  if (!(await engines()).includes('native-cpu')) return t.pass('native-cpu does not load here');
  const { status, signal, stderr } = run(4, 'exit');
  t.deepEqual([status, signal, stderr], [3, null, '']);
});
