import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { writeLayout } from '../helpers/layouts.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { hasTerminal, onTerminal } from '../helpers/terminal.js';

const [ENTER, CTRL_C, CTRL_D, BACKSPACE] = ['\r', '\x03', '\x04', '\x7f'];
const KEEP = 'Keep these class names?';

const terminalTest = hasTerminal ? test : test.skip;

/** `contraseg init` on a folder with masks of 0 and 255, which nobody named. */
async function init(t: ExecutionContext, answers: Parameters<typeof onTerminal>[2]) {
  const folder = temporaryFolder(t);
  await writeLayout(folder, 'masks of 0 and 255');
  const classes = join(folder, 'photos/classes.json');
  const read = () => (JSON.parse(readFileSync(classes, 'utf8')) as { classes: { name: string }[] }).classes;
  const outcome = await onTerminal(folder, ['init', 'photos'], answers);
  return { ...outcome, written: existsSync(classes) ? read().map(({ name }) => name) : undefined };
}

const count = (text: string, part: string) => text.split(part).length - 1;

terminalTest('a terminal is asked about guessed names; what it has seen is not printed again', async (t) => {
  const { code, shown, written } = await init(t, [[KEEP, ENTER]]);
  t.is(code, 0, shown);
  t.deepEqual(written, ['background', 'object']);
  for (const line of ['found    ', 'classes  ', 'splits   ', 'wrote    ', 'next     '])
    t.is(count(shown, line), 1, line);
});

terminalTest('names are asked one by one; what is blank or taken is asked again', async (t) => {
  const { code, shown, written } = await init(t, [
    [KEEP, `n${ENTER}`],
    ['Name of background', `ground${ENTER}`],
    ['Name of object', `ground${ENTER}`],
    ['another class is called so', `${BACKSPACE.repeat(6)}  ${ENTER}`],
    ['a class needs a name', `leaf${ENTER}`],
  ]);
  t.is(code, 0, shown);
  t.deepEqual(written, ['ground', 'leaf']);
  t.regex(shown, /classes {2}ground \d+ %, leaf \(255\) \d+ %\r?\n/);
});

for (const [name, keys] of Object.entries({ 'Ctrl-C': CTRL_C, 'Ctrl-D': CTRL_D })) {
  terminalTest(`${name} at a question ends init without a trace, in files or in stacks`, async (t) => {
    const { code, shown, written } = await init(t, [[KEEP, keys]]);
    t.is(code, 130, shown);
    t.is(written, undefined);
    t.regex(shown, /nothing was written\s*$/);
  });
}
