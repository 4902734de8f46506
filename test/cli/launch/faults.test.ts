import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import YAML from 'yaml';
import { CLUSTER_FAILURE, USER_ERROR } from '../../../src/cli/exit-codes.js';
import { readLog } from '../../../src/core/run/log.js';
import { TINY_CONFIG } from '../../helpers/config.js';
import { clusterOf, noRanks, startRank } from '../../helpers/ranks.js';
import { contents } from '../../helpers/run.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const reason = await noRanks();
const ranked = reason ? test.skip : test.serial;
const title = (text: string) => (reason ? `${text} (skipped: ${reason})` : text);

const config = (iterations: number) => {
  return YAML.stringify({
    ...TINY_CONFIG,
    engine: 'native-cpu',
    threads: 1,
    trainer: { ...TINY_CONFIG.trainer, iterations },
  });
};
const long = { 'a.yaml': config(100_000), 'b.yaml': config(3) };
const portOf = ({ TF_CONFIG }: { TF_CONFIG: string }, rank: number) => {
  return Number((JSON.parse(TF_CONFIG) as { cluster: { worker: string[] } }).cluster.worker[rank]!.split(':')[1]);
};

/** Waits until a run has logged steps. */
async function training(run: string, steps = 2): Promise<void> {
  for (;;) {
    const log = await readLog(join(run, 'log.jsonl')).catch(() => []);
    if (log.filter(({ event }) => event === 'step').length >= steps) return;
    await sleep(50);
  }
}

ranked(title('a rank that never comes is named by those that wait for it'), async (t) => {
  const folder = temporaryFolder(t, long);
  const [first, second] = await clusterOf(3);
  const patience = { CONTRASEG_JOIN_SECONDS: '15' };
  const ranks = [first!, second!].map((env) => startRank(folder, ['train', 'a.yaml'], { ...env, ...patience }));
  for (const { code, output } of await Promise.all(ranks.map(({ ended }) => ended))) {
    t.is(code, CLUSTER_FAILURE, output);
    t.regex(output, /^CONTRASEG_CLUSTER_FAILED .*rank 2 \(worker 2, 127\.0\.0\.1:\d+\) did not come/m);
  }
});

ranked(title('a port that another program has is named, and the others are told'), async (t) => {
  const folder = temporaryFolder(t, long);
  const cluster = await clusterOf(2);
  const port = portOf(cluster[1]!, 1);
  const server = createServer().listen(port, '0.0.0.0');
  t.teardown(() => server.close());
  const patience = { CONTRASEG_JOIN_SECONDS: '15' };
  const ranks = cluster.map((env) => startRank(folder, ['train', 'a.yaml'], { ...env, ...patience }));
  const [first, second] = await Promise.all(ranks.map(({ ended }) => ended));
  t.is(second!.code, CLUSTER_FAILURE, second!.output);
  t.regex(second!.output, new RegExp(`^CONTRASEG_CLUSTER_PORT_TAKEN .*127\\.0\\.0\\.1:${port}`, 'm'));
  t.is(first!.code, CLUSTER_FAILURE, first!.output);
  t.regex(first!.output, /^CONTRASEG_CLUSTER_FAILED .*rank 1/m);
});

ranked(
  title('ranks with different configurations are refused before the first step, with the difference'),
  async (t) => {
    const folder = temporaryFolder(t, long);
    const cluster = await clusterOf(2);
    const ranks = cluster.map((env, rank) => {
      return startRank(
        folder,
        ['train', 'a.yaml', '--out', 'run', '--set', `optimizer.learningRate=0.${rank + 1}`],
        env,
      );
    });
    for (const { code, output } of await Promise.all(ranks.map(({ ended }) => ended))) {
      t.is(code, USER_ERROR, output);
      t.regex(output, /^CONTRASEG_RANKS_DISAGREE .*\n\s+optimizer\.learningRate: 0\.1 on rank 0, 0\.2 on rank 1\n/m);
    }
  },
);

ranked(
  title('a second run with the ports of a first one ends with a clear error, and the first goes on'),
  async (t) => {
    const folder = temporaryFolder(t, long);
    const cluster = await clusterOf(2);
    const run = join(folder, 'first');
    const first = cluster.map((env) => startRank(folder, ['train', 'a.yaml', '--out', run], env));
    await training(run);
    const patience = { CONTRASEG_JOIN_SECONDS: '15' };
    const second = cluster.map((env) =>
      startRank(folder, ['train', 'a.yaml', '--out', 'second'], { ...env, ...patience }),
    );
    for (const { code, output } of await Promise.all(second.map(({ ended }) => ended))) {
      t.is(code, CLUSTER_FAILURE, output);
      t.regex(output, /^CONTRASEG_CLUSTER_PORT_TAKEN/m);
    }
    const steps = (await readLog(join(run, 'log.jsonl'))).length;
    await training(run, steps + 3);
    for (const { child } of first) child.kill('SIGTERM');
    for (const { code, output } of await Promise.all(first.map(({ ended }) => ended))) t.is(code, 143, output);
  },
);

ranked(title('a rank that stops answering is named after the heartbeat, and one that is killed at once'), async (t) => {
  for (const [signal, limit] of [
    ['SIGSTOP', 60_000],
    ['SIGKILL', 15_000],
  ] as const) {
    const folder = temporaryFolder(t, long);
    const run = join(folder, 'run');
    const patience = { CONTRASEG_HEARTBEAT_SECONDS: '5' };
    const ranks = (await clusterOf(2)).map((env) => {
      return startRank(folder, ['train', 'a.yaml', '--out', run], { ...env, ...patience });
    });
    await training(run);
    const lost = performance.now();
    ranks[1]!.child.kill(signal);
    const { code, output } = await ranks[0]!.ended;
    ranks[1]!.child.kill('SIGKILL');
    t.is(code, CLUSTER_FAILURE, output);
    t.regex(output, /^CONTRASEG_CLUSTER_FAILED .*rank 1 \(worker 1, .*--resume/ms, signal);
    t.true(performance.now() - lost < limit, `${signal}: ${performance.now() - lost} ms`);
  }
});

ranked(title('SIGTERM to one rank ends all with the code that tells a scheduler to go on later'), async (t) => {
  const folder = temporaryFolder(t, long);
  const run = join(folder, 'run');
  const ranks = (await clusterOf(2)).map((env) => startRank(folder, ['train', 'a.yaml', '--out', run], env));
  await training(run);
  ranks[1]!.child.kill('SIGTERM');
  for (const { code, output } of await Promise.all(ranks.map(({ ended }) => ended))) t.is(code, 143, output);
});

ranked(
  title('a hook that ends the run ends it well on all ranks, where one process ends it, and for good'),
  async (t) => {
    const folder = temporaryFolder(t, long);
    const early = ['--set', 'trainer.evaluateEvery=2', '--set', 'hooks=[{type: early-stop, patience: 1}]'];
    const args = ['train', 'a.yaml', '--set', 'optimizer.learningRate=1e-30', '--out', 'run', ...early];
    for (const resume of [[], ['--resume']]) {
      const ranks = (await clusterOf(2)).map((env) => startRank(folder, [...args, ...resume], env));
      const [first, second] = await Promise.all(ranks.map(({ ended }) => ended));
      t.deepEqual([first!.code, second!.code], [0, 0], first!.output + second!.output);
      t.regex(first!.output, /stopped \([^)]*\) after 4 iterations/);
    }
  },
);

ranked(
  title('SIGTERM to the launcher saves the run after one step for all, and names the command that goes on'),
  async (t) => {
    const folder = temporaryFolder(t, long);
    const run = join(folder, 'run');
    const launcher = startRank(
      folder,
      ['train', 'a.yaml', '--out', run, '--processes', '2', '--set', 'trainer.checkpointEvery=100000'],
      {},
    );
    await training(run);
    launcher.child.kill('SIGTERM');
    const { code, output } = await launcher.ended;
    t.is(code, 143, output);
    t.true(output.includes('contraseg train --resume run --processes 2'), output);
    const header = JSON.parse((await contents(run)).metadata.header!) as { iteration: number };
    const steps = (await readLog(join(run, 'log.jsonl'))).filter(({ event }) => event === 'step');
    t.is(steps.length, header.iteration);
  },
);

ranked(title('ranks whose launcher is killed save and end'), async (t) => {
  const folder = temporaryFolder(t, long);
  const run = join(folder, 'run');
  const launcher = startRank(
    folder,
    ['train', 'a.yaml', '--out', run, '--processes', '2', '--set', 'trainer.checkpointEvery=100000'],
    {},
  );
  await training(run);
  launcher.child.kill('SIGKILL');
  await launcher.ended; // its output is closed when rank 0, which writes there, has ended
  const header = JSON.parse((await contents(run)).metadata.header!) as { iteration: number };
  t.true(header.iteration >= 2);
});

ranked(title('with --json an error of all ranks is one object'), async (t) => {
  const folder = temporaryFolder(t, long);
  const args = ['train', 'b.yaml', '--processes', '3', '--json'];
  const { code, output } = await startRank(folder, args, {}).ended;
  t.is(code, USER_ERROR);
  const { problems } = JSON.parse(output) as { problems: { code: string; message: string }[] };
  t.regex(problems[0]!.message, /3/, 'the batch of two does not divide by three');
});
