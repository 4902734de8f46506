import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { ContrasegError } from '../../../src/core/errors/index.js';
import { appendLine } from '../../../src/core/files/append-line.js';
import { failEachCall, withFaults } from '../../helpers/faults.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

test.serial('whichever call fails, no half line stays', async (t) => {
  const file = join(temporaryFolder(t), 'log.jsonl');
  writeFileSync(file, 'one\n');
  const calls = await failEachCall(
    ['ENOSPC', 'EIO'],
    { shortWrites: 2 },
    () => appendLine(file, 'second'),
    (error, fault) => {
      const text = readFileSync(file, 'utf8');
      if (error) t.true(error instanceof ContrasegError && error.code === 'CONTRASEG_CANNOT_WRITE', fault);
      // A failed close comes after the line is on the disk.
      t.true(text === 'one\n' || text === 'one\nsecond\n', `${fault}: ${JSON.stringify(text)}`);
      writeFileSync(file, 'one\n');
    },
  );
  t.true(calls >= 8, `${calls} calls`);
});

test.serial('a file is made, short writes are continued, a cut line takes no other along', async (t) => {
  const file = join(temporaryFolder(t), 'log.jsonl');
  const names: string[] = [];
  const faults = { shortWrites: 6, onCall: (name: string) => names.push(name) };
  await withFaults(faults, () => appendLine(file, '{"a":1}'));
  t.is(names.join(' '), 'open stat write write sync close open sync close');
  writeFileSync(file, '{"b":', { flag: 'a' });
  await appendLine(file, '{"c":3}');
  await appendLine(file, '{"d":4}');
  t.is(readFileSync(file, 'utf8'), '{"a":1}\n{"b":\n{"c":3}\n{"d":4}\n');
});
