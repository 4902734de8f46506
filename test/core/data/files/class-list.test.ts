import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { readClassList } from '../../../../src/core/data/files/class-list.js';
import { ContrasegError } from '../../../../src/core/errors/index.js';
import { temporaryFolder } from '../../../helpers/temporary-folder.js';

const names = (...list: string[]) => JSON.stringify({ classes: list.map((name) => ({ name })) });

test('classes get the colours of PASCAL VOC where they name none, also after a byte-order mark', async (t) => {
  const folder = temporaryFolder(t, { 'classes.json': `\ufeff${names('sky', 'road')}` });
  const { classes, ignoreIndex } = await readClassList(join(folder, 'classes.json'));
  t.deepEqual(classes, [
    { name: 'sky', color: [0, 0, 0] },
    { name: 'road', color: [128, 0, 0] },
  ]);
  t.is(ignoreIndex, 255);
});

const broken: Record<string, [text: string, code: string, message: RegExp]> = {
  'one class': [names('road'), 'CONTRASEG_TOO_FEW_CLASSES', /"road" is the only class.*\n.*"background"/],
  'a name with an escape': [names('sky', 'a\u001b[2J'), 'CONTRASEG_CLASS_LIST_INVALID', /classes\[1]\.name.*\\u001b/],
  'a name that turns the direction': [names('sky', 'a\u202eb'), 'CONTRASEG_CLASS_LIST_INVALID', /\\u202e/],
  'no list': ['[]', 'CONTRASEG_CLASS_LIST_INVALID', /not a list of classes/],
  'no JSON': ['{', 'CONTRASEG_CLASS_LIST_INVALID', /not a list of classes/],
  'JSON 100,000 deep': ['['.repeat(1e5), 'CONTRASEG_CLASS_LIST_INVALID', /not a list of classes/],
};

for (const [title, [text, code, message]] of Object.entries(broken)) {
  test(`a class list with ${title} is refused`, async (t) => {
    const file = join(temporaryFolder(t), 'classes.json');
    writeFileSync(file, text);
    const error = await t.throwsAsync<ContrasegError>(readClassList(file), { instanceOf: ContrasegError });
    t.is(error.code, code);
    t.true(error.message.includes(file));
    t.regex(error.message, message);
  });
}

test('a class list that is a pipe is refused, not waited for', async (t) => {
  const pipe = join(temporaryFolder(t), 'classes.json');
  execFileSync('mkfifo', [pipe]);
  await t.throwsAsync(readClassList(pipe), { instanceOf: ContrasegError, message: /it is a pipe/ });
});
