import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { CLUSTER_FAILURE } from '../../../src/cli/exit-codes.js';
import { launch } from '../../../src/cli/launch/launch.js';
import { RunDirectory } from '../../../src/core/run/directory.js';
import { type Behaviour, fakeRank } from '../../helpers/fake-rank.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

interface Start {
  readonly args: readonly string[];
  readonly cluster: { readonly cluster: { worker: string[] }; readonly task: { type: string; index: number } };
  readonly threads: string;
}

interface Settings {
  readonly maxRestarts?: number;
  readonly args?: readonly string[];
}

const MAIN = 'rank.mjs';
const complaint: Behaviour = {
  after: 600,
  end: CLUSTER_FAILURE,
  tell: { problems: [{ code: 'CONTRASEG_CLUSTER_FAILED', message: 'rank 1 is gone.' }] },
};
const waits: Behaviour = { stopped: 143 };
const done: Behaviour = { after: 10 };

/** Launches processes that stand for ranks. */
function prepare(t: ExecutionContext, attempts: readonly (readonly Behaviour[])[], settings: Settings = {}) {
  const folder = temporaryFolder(t, {
    [MAIN]: `process.chdir(import.meta.dirname ?? new URL('.', import.meta.url).pathname);\n${fakeRank(attempts)}`,
  });
  const directory = new RunDirectory(join(folder, 'run'));
  const starts = (rank: number) => {
    const file = join(folder, `starts-${rank}.jsonl`);
    return existsSync(file)
      ? readFileSync(file, 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as Start)
      : [];
  };
  const run = () =>
    launch({
      processes: attempts[0]!.length,
      maxRestarts: settings.maxRestarts ?? 0,
      directory,
      program: [process.execPath, join(folder, MAIN)],
      args: settings.args ?? ['train', 'a.yaml'],
      resume: 'contraseg train --resume run',
    });
  return { directory, starts, run };
}

test('every rank gets the same addresses, a rank of its own and its share of the processors', async (t) => {
  const { run, starts } = prepare(t, [[done, done, done]]);
  t.deepEqual(await run(), { exitCode: 0 });
  const [first, ...others] = [0, 1, 2].map((rank) => starts(rank)[0]!);
  t.deepEqual(first!.args, ['train', 'a.yaml']);
  t.is(new Set(first!.cluster.cluster.worker).size, 3);
  for (const other of others) t.deepEqual(other.cluster.cluster, first!.cluster.cluster);
  t.deepEqual(
    [first!, ...others].map(({ cluster }) => cluster.task.index),
    [0, 1, 2],
  );
  t.is(Number(first!.threads), Math.max(1, Math.floor(availableParallelism() / 3)));
});

test('the rank that failed gives the error and the exit code, not the one that complains of it first', async (t) => {
  const problem = { code: 'CONTRASEG_MISSING_DATA', message: 'no such file.' } as const;
  const fails: Behaviour = { after: 1500, end: 2, tell: { problems: [problem] }, stopped: 'never' };
  const { run } = prepare(t, [[complaint, fails, waits]]);
  t.deepEqual(await run(), { exitCode: 2, problems: [{ ...problem, message: 'rank 1: no such file.' }] });
});

test('where all complain, of one that hangs and is killed by us, the complaint is the error', async (t) => {
  const { run } = prepare(t, [[complaint, waits]]);
  const { exitCode, problems } = await run();
  t.is(exitCode, CLUSTER_FAILURE);
  t.is(problems![0]!.message, 'rank 1 is gone.');
});

test('a rank that a signal ended is named, with where its log is and how to go on', async (t) => {
  const { run } = prepare(t, [[waits, { after: 300, end: 'SIGKILL' }]]);
  const { exitCode, problems } = await run();
  t.is(exitCode, 137);
  t.regex(problems![0]!.message, /^rank 1 \(process \d+\) was ended by SIGKILL\.$/);
  t.regex(problems![0]!.hint!, /rank-1\.log\n.*memory.*\ngo on with: contraseg train --resume run/);
});

test('an error that no user caused is told with its first line', async (t) => {
  const { run } = prepare(t, [[waits, { after: 300, end: 1, tell: { error: 'TypeError: x is undefined' } }]]);
  const { exitCode, problems } = await run();
  t.is(exitCode, 1);
  t.regex(problems![0]!.message, /^rank 1 \(process \d+\) ended with exit code 1: TypeError: x is undefined\.$/);
});

test('all are started again where one was lost, from the last checkpoint once there is one, and no more often than asked', async (t) => {
  const dies: Behaviour = { after: 400, end: 'SIGKILL' };
  const { run, starts, directory } = prepare(t, [[waits, dies]], {
    maxRestarts: 2,
    args: ['train', 'a.yaml', '--force'],
  });
  mkdirSync(directory.checkpoints, { recursive: true });
  writeFileSync(directory.lastCheckpoint, 'of the run that --force replaces');
  const outcome = run();
  while (starts(0).length < 2) await sleep(10);
  rmSync(directory.lastCheckpoint);
  writeFileSync(directory.lastCheckpoint, 'of the new run');
  t.is((await outcome).exitCode, 137);
  t.deepEqual(
    starts(0).map(({ args }) => args),
    [
      ['train', 'a.yaml', '--force'],
      ['train', 'a.yaml', '--force'],
      ['train', 'a.yaml', '--resume'],
    ],
  );
});

test('what a user caused is not tried again', async (t) => {
  const problem = { code: 'CONTRASEG_MISSING_DATA', message: 'no such file.' } as const;
  const { run, starts } = prepare(t, [[waits, { after: 300, end: 2, tell: { problems: [problem] } }]], {
    maxRestarts: 3,
  });
  t.is((await run()).exitCode, 2);
  t.is(starts(0).length, 1);
});

test('a port that somebody took meanwhile is replaced, which is no restart', async (t) => {
  const taken: Behaviour = {
    after: 300,
    end: CLUSTER_FAILURE,
    tell: { problems: [{ code: 'CONTRASEG_CLUSTER_PORT_TAKEN', message: 'another program listens there.' }] },
  };
  const { run, starts } = prepare(t, [
    [waits, taken],
    [done, done],
  ]);
  t.deepEqual(await run(), { exitCode: 0 });
  t.is(starts(1).length, 2);
  t.notDeepEqual(starts(1)[0]!.cluster, starts(1)[1]!.cluster);
});

test('ranks that print nothing leave no log, and a run that comes to nothing no folder', async (t) => {
  const { run, directory } = prepare(t, [[waits, { after: 200, end: 2 }]]);
  await run();
  t.false(existsSync(directory.path));
  const speaking = prepare(t, [[done, { ...done, print: 'of rank 1' }, done]]);
  await speaking.run();
  t.is(readFileSync(join(speaking.directory.path, 'rank-1.log'), 'utf8'), 'of rank 1\n');
  t.false(existsSync(join(speaking.directory.path, 'rank-2.log')));
});

test.serial('a request to stop reaches every rank once, is waited for, and is no failure', async (t) => {
  const { run, starts } = prepare(t, [[{ stopped: 143 }, { stopped: 143 }]], { maxRestarts: 3 });
  const outcome = run();
  while (starts(0).length + starts(1).length < 2) await sleep(10);
  process.kill(process.pid, 'SIGTERM');
  t.deepEqual(await outcome, { exitCode: 143 });
  t.is(starts(0).length, 1);
});

test.serial(
  'a rank that fails when all were asked to stop is told; the others may save, and nothing starts again',
  async (t) => {
    const saves: Behaviour = { stopped: 143, saving: 700 };
    const { run, starts } = prepare(t, [[saves, { stopped: 139 }]], { maxRestarts: 3 });
    const outcome = run();
    while (starts(0).length + starts(1).length < 2) await sleep(10);
    const asked = performance.now();
    process.kill(process.pid, 'SIGTERM');
    const { exitCode, problems } = await outcome;
    t.is(exitCode, 139);
    t.regex(problems![0]!.message, /^rank 1 .* exit code 139/);
    t.true(performance.now() - asked > 650, 'rank 0 was not sent a second signal');
    t.is(starts(0).length, 1);
  },
);

test.serial('a second request ends them all', async (t) => {
  const { run, starts } = prepare(t, [[{ stopped: 'never' }, { stopped: 'never' }]]);
  const outcome = run();
  while (starts(0).length + starts(1).length < 2) await sleep(10);
  process.kill(process.pid, 'SIGINT');
  await sleep(200);
  process.kill(process.pid, 'SIGINT');
  t.deepEqual(await outcome, { exitCode: 137 });
});
