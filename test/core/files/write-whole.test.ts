import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { ContrasegError } from '../../../src/core/errors/index.js';
import { writeWhole } from '../../../src/core/files/write-whole.js';
import { failEachCall, withFaults } from '../../helpers/faults.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const CODES = ['ENOSPC', 'EIO', 'EDQUOT'];
const read = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

test.serial('a system that takes a few bytes at a time gets the whole file', async (t) => {
  const file = join(temporaryFolder(t), 'a.txt');
  const { error, calls } = await withFaults({ shortWrites: 7 }, () => writeWhole(file, 'x'.repeat(1000)));
  t.is(error, undefined);
  t.true(calls > 1000 / 7);
  t.is(readFileSync(file, 'utf8'), 'x'.repeat(1000));
});

for (const lacking of [[], ['link']]) {
  const where = lacking.length ? 'without hard links' : 'with hard links';
  test.serial(`whichever call fails, the old file or the new one is there, and one before it (${where})`, async (t) => {
    const folder = temporaryFolder(t);
    const file = join(folder, 'last');
    const previous = join(folder, 'previous');
    const reset = () => {
      writeFileSync(file, 'second');
      writeFileSync(previous, 'first');
    };
    reset();
    const action = () => writeWhole(file, 'the third', { previous });
    const calls = await failEachCall(CODES, { shortWrites: 4, lacking }, action, (error, fault) => {
      if (error !== undefined) {
        t.true(error instanceof ContrasegError, fault);
        t.is((error as ContrasegError).problems[0]!.file, file, fault);
        t.regex((error as Error).message, /disk is full|input\/output error|quota/, fault);
      } else {
        t.is(read(file), 'the third', fault);
      }
      t.true(['second', 'the third'].includes(read(file)!), `${fault}: ${read(file)}`);
      t.true(['first', 'second'].includes(read(previous) ?? 'first'), `${fault}: ${read(previous)}`);
      t.deepEqual(
        readdirSync(folder).filter((name) => name.endsWith('.tmp')),
        [],
        fault,
      );
      reset();
    });
    t.true(calls >= 12, `${calls} calls`);
    reset();
    await action();
    t.deepEqual([read(file), read(previous)], ['the third', 'second']);
  });
}

test.serial('whatever call a kill comes before, a whole file is there', async (t) => {
  for (const lacking of [[], ['link']]) {
    const folder = temporaryFolder(t);
    const [file, previous] = [join(folder, 'last'), join(folder, 'previous')];
    writeFileSync(file, 'second');
    writeFileSync(previous, 'first');
    const states: string[] = [];
    const onCall = () => states.push(`${read(file)} ${read(previous)}`);
    await withFaults({ lacking, onCall }, () => writeWhole(file, 'third', { previous }));
    const moved = lacking.length ? 'undefined second' : 'second second';
    t.deepEqual([...new Set(states)], ['second first', moved, 'third second']);
  }
});

test('a kill between the two renames leaves no second name behind', async (t) => {
  const folder = temporaryFolder(t, { last: 'second' });
  const [file, previous] = [join(folder, 'last'), join(folder, 'previous')];
  // The state after such a kill: both are names of one file, and a rename of one to the other does nothing.
  linkSync(file, previous);
  await writeWhole(file, 'third', { previous });
  t.deepEqual([read(file), read(previous)], ['third', 'second']);
  t.deepEqual(readdirSync(folder).sort(), ['last', 'previous']);
});

test('links are followed, permissions kept, and folders and missing folders named', async (t) => {
  const folder = temporaryFolder(t, { 'real/a.txt': 'old' });
  symlinkSync('real/a.txt', join(folder, 'link.txt'));
  chmodSync(join(folder, 'real/a.txt'), 0o600);
  await writeWhole(join(folder, 'link.txt'), 'new');
  t.true(lstatSync(join(folder, 'link.txt')).isSymbolicLink());
  t.is(read(join(folder, 'real/a.txt')), 'new');
  t.is(statSync(join(folder, 'real/a.txt')).mode & 0o777, 0o600);
  for (const [path, reason] of [
    ['real', /it is a folder/],
    ['none/a.txt', /its folder does not exist/],
    ['real/a.txt/b.txt', /a file, not a folder/],
  ] as const) {
    const error = await t.throwsAsync(writeWhole(join(folder, path), 'x'), { instanceOf: ContrasegError });
    t.is(error!.code, 'CONTRASEG_CANNOT_WRITE');
    t.regex(error!.message, reason);
  }
  t.deepEqual(readdirSync(folder).sort(), ['link.txt', 'real']);
});

test('a device is written to, not replaced', async (t) => {
  if (!existsSync('/dev/null')) return t.pass();
  await writeWhole('/dev/null', 'x');
  t.true(statSync('/dev/null').isCharacterDevice());
});

test.serial('the file is on the disk before it has its name, and the name before the call returns', async (t) => {
  const names: string[] = [];
  await withFaults({ onCall: (name) => names.push(name) }, () => writeWhole(join(temporaryFolder(t), 'a'), 'x'));
  t.is(names.join(' '), 'realpath stat open write stat sync close rename open sync close rm');
});
