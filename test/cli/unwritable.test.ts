import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import YAML from 'yaml';
import { train } from '../../src/api/train.js';
import { createProgram } from '../../src/cli/program.js';
import { ContrasegError } from '../../src/core/errors/index.js';
import { TINY_CONFIG } from '../helpers/config.js';
import { writeImage, writeMask } from '../helpers/folder-data.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

interface Place {
  readonly folder: string;
  readonly config: string;
  readonly run: string;
  readonly image: string;
}

/** A finished run, a configuration, a picture, and the file `taken`. */
async function place(t: ExecutionContext): Promise<Place> {
  const config = { ...TINY_CONFIG, engine: 'wasm' };
  const folder = temporaryFolder(t, { 'tiny.yaml': YAML.stringify(config), taken: 'a file' });
  const run = join(folder, 'run');
  await train({ config, out: run });
  const image = join(folder, 'photo.png');
  await writeImage(image, { width: 32, height: 32 });
  await writeMask(join(folder, 'photo_mask.png'), { width: 32, height: 32 }, (i) => i % 2);
  return { folder, config: join(folder, 'tiny.yaml'), run, image };
}

/** Every command that writes, with its output at a place. */
const commands = ({ folder, config, run, image }: Place, out: string): string[][] => [
  ['train', config, '--out', join(out, 'run')],
  ['eval', run, '--save', join(out, 'masks')],
  ['predict', run, image, '--out', join(out, 'mask.png')],
  ['export', run, '--out', join(out, 'model')],
  ['report', run, '--limit', '1', '--out', join(out, 'report.html')],
  ['browse', config, '--count', '1', '--out', join(out, 'sheet.png')],
  ['init', folder, '--out', join(out, 'contraseg.yaml')],
];

async function refusal(t: ExecutionContext, args: readonly string[]): Promise<string> {
  const error = await t.throwsAsync(createProgram().parseAsync(['node', 'contraseg', ...args]), {
    instanceOf: ContrasegError,
  });
  t.is(error!.code, 'CONTRASEG_CANNOT_WRITE', error!.message);
  t.is(error!.problems.length, 1);
  return error!.message;
}

test.serial(
  'a file where a folder is expected, and a folder where a file is, end every command with one error',
  async (t) => {
    const here = await place(t);
    for (const args of commands(here, join(here.folder, 'taken'))) {
      const message = await refusal(t, args);
      t.true(message.includes(join(here.folder, 'taken')), message);
      t.regex(message, /a part of its path is a file, not a folder|a file is where the folder should be/);
    }
    for (const args of commands(here, here.folder).slice(1)) {
      const atFolder = [...args.slice(0, -1), here.folder];
      if (['eval', 'predict', 'export'].includes(args[0]!)) continue; // they want a folder
      if (args[0] === 'init') atFolder.push('--force');
      t.regex(await refusal(t, atFolder), /it is a folder/);
    }
    for (const [command, option] of [
      ['train', here.config],
      ['export', here.run],
    ] as const) {
      const message = await refusal(t, [command, option, '--out', join(here.folder, 'taken')]);
      t.regex(message, /the folder cannot be made: a /);
    }
    t.deepEqual(readdirSync(here.folder).sort(), ['photo.png', 'photo_mask.png', 'run', 'taken', 'tiny.yaml']);
  },
);

test.serial('a read-only file system ends every command with one error', async (t) => {
  const here = await place(t);
  const disk = temporaryFolder(t);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro,size=64k', 'tmpfs', disk], { stdio: 'pipe' });
  } catch (error) {
    t.log(`skipped: no read-only disk can be mounted (${(error as Error).message.trim()})`);
    return t.pass();
  }
  t.teardown(() => execFileSync('umount', [disk]));
  for (const args of commands(here, disk)) t.regex(await refusal(t, args), /the file system is read-only/);
});

test.serial('a folder without permission ends every command with one error', async (t) => {
  if (process.getuid?.() === 0) {
    t.log('skipped: root may write everywhere');
    return t.pass();
  }
  const here = await place(t);
  const closed = temporaryFolder(t);
  chmodSync(closed, 0o500);
  t.teardown(() => chmodSync(closed, 0o700));
  for (const args of commands(here, closed)) t.regex(await refusal(t, args), /permission is denied/);
});

test.serial('a disk of a few kilobytes ends every command with one error and no half file', async (t) => {
  const here = await place(t);
  const disk = temporaryFolder(t);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', disk], { stdio: 'pipe' });
  } catch (error) {
    t.log(`skipped: no small disk can be mounted (${(error as Error).message.trim()})`);
    return t.pass();
  }
  t.teardown(() => execFileSync('umount', [disk]));
  execFileSync('dd', ['if=/dev/zero', `of=${join(disk, 'filler')}`, 'bs=4096', 'count=1'], { stdio: 'pipe' });
  for (const args of commands(here, disk)) {
    t.regex(await refusal(t, args), /the disk is full|only \d+ of [\d,]+ bytes/);
  }
  for (const name of ['mask.png', 'report.html', 'sheet.png', 'contraseg.yaml', 'model/model.json']) {
    t.false(existsSync(join(disk, name)), name);
  }
});
