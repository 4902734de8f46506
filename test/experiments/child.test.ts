import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { ContrasegError } from '../../src/core/errors/index.js';
import { runChild } from '../../src/experiments/child.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const child = [process.execPath, '-e', 'console.log("done")'];

test('a child whose output cannot be kept ends with one error that names the file', async (t) => {
  const files = [[join(temporaryFolder(t), 'none/output.txt'), /its folder does not exist/] as const];
  if (existsSync('/dev/full')) files.push(['/dev/full', /the disk is full/] as never);
  for (const [file, reason] of files) {
    const error = await t.throwsAsync(runChild(child, file), { instanceOf: ContrasegError });
    t.is(error!.problems[0]!.file, file);
    t.regex(error!.message, reason);
  }
});
