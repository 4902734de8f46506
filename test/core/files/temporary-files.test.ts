import { spawnSync } from 'node:child_process';
import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { removeLeftovers, withTemporary } from '../../../src/core/files/temporary-files.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const name = (pid: number, i = 0) => `.contraseg-${pid}-${String(i).padStart(16, '0')}.tmp`;

test('temporary files of dead processes, of an earlier one with our id and of yesterday are removed, no others', async (t) => {
  const folder = temporaryFolder(t);
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  const files = {
    dead: name(dead),
    ours: name(process.pid, 1), // a container gives the next process the same id
    alive: name(process.ppid, 2),
    old: name(process.ppid, 3),
    other: `contraseg-${dead}-notes.tmp`,
  };
  for (const file of Object.values(files)) writeFileSync(join(folder, file), 'x');
  const yesterday = Date.now() / 1000 - 86_400;
  utimesSync(join(folder, files.old), yesterday, yesterday);
  await withTemporary(join(folder, 'a'), async (temporary) => {
    writeFileSync(temporary, 'being written');
    t.is(await removeLeftovers(folder), 3);
    t.deepEqual(
      readdirSync(folder)
        .map((file) => join(folder, file))
        .sort(),
      [join(folder, files.alive), join(folder, files.other), temporary].sort(),
    );
  });
  t.deepEqual(readdirSync(folder).sort(), [files.alive, files.other].sort());
  t.is(await removeLeftovers(join(folder, 'none')), 0);
});
