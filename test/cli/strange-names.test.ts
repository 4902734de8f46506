import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import YAML from 'yaml';
import { TINY_CONFIG } from '../helpers/config.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const MAIN = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));
const contraseg = (folder: string, ...args: string[]) =>
  promisify(execFile)(process.execPath, [MAIN, ...args], { cwd: folder });

test.serial(
  'a run whose folder, configuration and plugin have # and ? in their names is usable when it is done',
  async (t) => {
    const plugin = "export default { name: 'signs', version: '1', apiVersion: 2, register() {} };";
    const folder = temporaryFolder(t, {
      'a#1?x=%41/p#2.mjs': plugin,
      'a#1?x=%41/c#3.yaml': YAML.stringify({ ...TINY_CONFIG, engine: 'wasm', plugins: ['./p#2.mjs'] }),
    });
    const inside = join(folder, 'a#1?x=%41');
    await contraseg(inside, 'train', 'c#3.yaml', '--out', 'runs/r#4');
    const { stdout } = await contraseg(folder, 'eval', 'a#1?x=%41/runs/r#4', '--json');
    t.true(Number.isFinite((JSON.parse(stdout) as { summary: { mIoU: number } }).summary.mIoU));
  },
);

test.serial('what a file says cannot move the cursor', async (t) => {
  const folder = temporaryFolder(t, { 'a.yaml': '"\\u001b[2J\\u009b": "\\u001b]0;title\\u0007"\nextends: []' });
  const { stderr, code } = await t.throwsAsync<Error & { stderr: string; code: number }>(
    contraseg(folder, 'train', 'a.yaml'),
  );
  t.is(code, 2);
  t.regex(stderr, /\\u001b\[2J/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not come out
  t.notRegex(stderr, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
});
