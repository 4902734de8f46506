import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { ContrasegError } from '../../../../src/core/errors/index.js';
import { resumeCheckpoint, saveLastCheckpoint } from '../../../../src/core/run/checkpoint/last-checkpoint.js';
import { RunDirectory } from '../../../../src/core/run/directory.js';
import { headerAt, smallParts, weightOf } from '../../../helpers/checkpoints.js';
import { failEachCall } from '../../../helpers/faults.js';
import { temporaryFolder } from '../../../helpers/temporary-folder.js';

async function runFolder(t: ExecutionContext): Promise<RunDirectory> {
  const directory = new RunDirectory(temporaryFolder(t));
  await directory.create();
  return directory;
}

/** Weights are the iteration, so that a mix of two checkpoints shows. */
const save = (directory: RunDirectory, iteration: number) =>
  saveLastCheckpoint(directory, headerAt(iteration), smallParts(iteration));

async function resume(directory: RunDirectory) {
  const parts = smallParts(0);
  const { header, recovered } = await resumeCheckpoint(directory, parts);
  return { iteration: header.iteration, weight: weightOf(parts), recovered };
}

function damage(file: string): void {
  const bytes = readFileSync(file);
  bytes[bytes.length - 3]! ^= 4;
  writeFileSync(file, bytes);
}

for (const lacking of [[], ['link']]) {
  const where = lacking.length ? 'without hard links' : 'with hard links';
  test.serial(`whichever call fails, the run goes on from the old or the new checkpoint (${where})`, async (t) => {
    const directory = await runFolder(t);
    const reset = async () => {
      await save(directory, 1);
      await save(directory, 2);
    };
    await reset();
    const faults = { shortWrites: 400, lacking };
    const calls = await failEachCall(
      ['ENOSPC', 'EIO'],
      faults,
      () => save(directory, 3),
      async (error, fault) => {
        if (error) t.true(error instanceof ContrasegError && error.code === 'CONTRASEG_CANNOT_WRITE', fault);
        const { iteration, weight, recovered } = await resume(directory);
        t.is(weight, iteration, fault);
        t.is(recovered, undefined, fault);
        t.true(error ? [2, 3].includes(iteration) : iteration === 3, `${fault}: ${iteration}`);
        t.deepEqual(leftovers(directory), [], fault);
        await reset();
      },
    );
    t.true(calls >= 14, `${calls} calls`);
  });
}

const leftovers = (directory: RunDirectory) =>
  readdirSync(dirname(directory.lastCheckpoint)).filter((name) => name.endsWith('.tmp'));

test.serial('a damaged last checkpoint is set aside, and never takes the place of a good one', async (t) => {
  const directory = await runFolder(t);
  await save(directory, 1);
  await save(directory, 2);
  damage(directory.lastCheckpoint);
  const { iteration, weight, recovered } = await resume(directory);
  t.deepEqual([iteration, weight], [1, 1]);
  t.regex(recovered!.reason, /damaged and was not loaded: its checksum differs/);
  t.is(recovered!.damaged, join(dirname(directory.lastCheckpoint), 'damaged.safetensors'));
  t.true(existsSync(recovered!.damaged!));
  t.deepEqual((await resume(directory)).iteration, 1, 'a kill before the next checkpoint loses nothing');
  t.true(directory.resumable);
  await save(directory, 3);
  damage(directory.lastCheckpoint);
  t.is((await resume(directory)).iteration, 1);
});

test.serial('a missing last checkpoint is found under its second name', async (t) => {
  const directory = await runFolder(t);
  await save(directory, 1);
  await save(directory, 2);
  rmSync(directory.lastCheckpoint);
  const { iteration, recovered } = await resume(directory);
  t.is(iteration, 1);
  t.deepEqual(recovered, { reason: 'the file is missing.' });
});

test.serial('where both are damaged the error names both, and neither is moved', async (t) => {
  const directory = await runFolder(t);
  await save(directory, 1);
  await save(directory, 2);
  damage(directory.lastCheckpoint);
  damage(directory.previousCheckpoint);
  const error = await t.throwsAsync(resume(directory), { instanceOf: ContrasegError });
  t.deepEqual(
    error!.problems.map(({ code, file }) => [code, file]),
    [directory.lastCheckpoint, directory.previousCheckpoint].map((file) => ['CONTRASEG_DAMAGED_CHECKPOINT', file]),
  );
  t.deepEqual(readdirSync(dirname(directory.lastCheckpoint)).sort(), ['last.safetensors', 'previous.safetensors']);
});

test.serial('a checkpoint that is whole but does not fit is an error of its own, and stays', async (t) => {
  const directory = await runFolder(t);
  await save(directory, 1);
  await save(directory, 2);
  const error = await t.throwsAsync(resumeCheckpoint(directory, smallParts(0, 8)), { instanceOf: ContrasegError });
  t.deepEqual(
    error!.problems.map(({ code, file }) => [code, file]),
    [['CONTRASEG_CHECKPOINT_MISMATCH', directory.lastCheckpoint]],
  );
  t.is((await resume(directory)).iteration, 2);
});

test.serial('where there is none before the damaged one, the error is about that one alone', async (t) => {
  const directory = await runFolder(t);
  await save(directory, 1);
  damage(directory.lastCheckpoint);
  const error = await t.throwsAsync(resume(directory), { instanceOf: ContrasegError });
  t.deepEqual(
    error!.problems.map(({ code, file }) => [code, file]),
    [['CONTRASEG_DAMAGED_CHECKPOINT', directory.lastCheckpoint]],
  );
});

test.serial(
  'where the one before cannot be loaded for another reason, the error is about the damaged one',
  async (t) => {
    const directory = await runFolder(t);
    await save(directory, 1);
    await save(directory, 2);
    damage(directory.lastCheckpoint);
    const failing = {
      saveState: () => {
        throw new RangeError('out of memory');
      },
      loadState: () => undefined,
    };
    await t.throwsAsync(resumeCheckpoint(directory, { ...smallParts(0), failing }), {
      code: 'CONTRASEG_DAMAGED_CHECKPOINT',
    });
  },
);
