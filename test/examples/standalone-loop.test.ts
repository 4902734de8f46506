import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import test from 'ava';

test('the standalone loop trains with the plugin alone and fills both banks', async (t) => {
  const { stdout } = await promisify(execFile)(process.execPath, ['examples/standalone-loop/train.js']);
  const lines = stdout.split('\n').filter((line) => /^\d+ /.test(line));
  t.is(lines.length, 4);
  const losses = lines.map((line) => Number(line.split(' ')[1]));
  t.true(losses.every(Number.isFinite) && losses[3]! < losses[0]!, `${losses}`);
  t.deepEqual(JSON.parse(lines[3]!.split(' ')[2]!), [
    [400, 400, 400],
    [40, 40, 40],
  ]);
});
