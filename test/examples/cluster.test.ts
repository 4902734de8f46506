import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import YAML from 'yaml';
import { createProgram } from '../../src/cli/program.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const FOLDER = new URL('../../../examples/cluster/', import.meta.url).pathname;

interface Template {
  readonly spec: {
    readonly terminationGracePeriodSeconds: number;
    readonly containers: readonly { readonly name: string; readonly command: readonly string[] }[];
  };
}

interface TfJob {
  readonly kind: string;
  readonly spec: {
    readonly tfReplicaSpecs: Record<string, { replicas: number; restartPolicy: string; template: Template }>;
  };
}

/** Runs a script where these programs print their arguments and end with these codes. */
function run(t: ExecutionContext, script: string, programs: Readonly<Record<string, number>>, files = {}) {
  const bodies = Object.entries(programs).map(([name, code]) => [
    name,
    `#!/bin/bash\necho "${name} $*"\nexit ${code}\n`,
  ]);
  const folder = temporaryFolder(t, { ...Object.fromEntries(bodies), ...files });
  for (const name of Object.keys(programs)) chmodSync(join(folder, name), 0o755);
  const env = { PATH: `${folder}:${process.env.PATH}`, SLURM_JOB_ID: '41234', SLURM_CPUS_PER_TASK: '8' };
  const { stdout, status } = spawnSync('bash', [join(FOLDER, script), 'my.yaml', 'run'], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  return { lines: stdout.trim().split('\n'), status };
}

/** The options of a command line that `contraseg train` does not have. */
function unknownOptions(line: string): string[] {
  const train = createProgram().commands.find((command) => command.name() === 'train')!;
  const words = line.slice(line.indexOf('contraseg train')).split(' ');
  return words.filter((word) => word.startsWith('--') && !train.options.some(({ long }) => long === word));
}

test('the scripts are bash', (t) => {
  for (const script of ['slurm.sh', 'mpirun.sh']) {
    t.notThrows(() => execFileSync('bash', ['-n', join(FOLDER, script)]), script);
  }
});

test("Slurm's script starts one step, and goes on with the run from the second time", (t) => {
  const first = run(t, 'slurm.sh', { srun: 0, scontrol: 0 });
  t.regex(first.lines[0]!, /^srun --cpus-per-task=8 .*contraseg train my\.yaml --out run$/);
  t.deepEqual(unknownOptions(first.lines[0]!), []);
  t.deepEqual([first.lines.length, first.status], [1, 0]);
  const again = run(t, 'slurm.sh', { srun: 0, scontrol: 0 }, { 'run/config.resolved.yaml': '' });
  t.regex(again.lines[0]!, /--out run --resume$/);
});

test("Slurm's script queues the job again where a rank was lost or the time is up, and not where the input was wrong", (t) => {
  for (const code of [200, 143, 137]) {
    const { lines, status } = run(t, 'slurm.sh', { srun: code, scontrol: 0 });
    t.deepEqual([lines[1], status], ['scontrol requeue 41234', code]);
  }
  for (const code of [1, 2]) t.is(run(t, 'slurm.sh', { srun: code, scontrol: 0 }).lines.length, 1);
});

test('the line for mpirun names the same hosts twice, for all ranks', (t) => {
  const { lines } = run(t, 'mpirun.sh', { mpirun: 0 });
  const [, ranks, host, hosts] = /^mpirun -n (\d+) --host (\S+) .*--hosts (\S+)$/.exec(lines[0]!)!;
  t.is(host, hosts);
  const slots = hosts!.split(',').reduce((sum, entry) => sum + Number(entry.split(':')[1]), 0);
  t.is(slots, Number(ranks));
  t.deepEqual(unknownOptions(lines[0]!), []);
});

test('the TFJob has a chief and workers with the container that the operator looks for, and tries lost ranks again', (t) => {
  const job = YAML.parse(readFileSync(join(FOLDER, 'tfjob.yaml'), 'utf8'), { merge: true }) as TfJob;
  t.is(job.kind, 'TFJob');
  const { Chief, Worker, ...others } = job.spec.tfReplicaSpecs;
  t.deepEqual(others, {});
  t.deepEqual([Chief!.replicas, Worker!.replicas], [1, 3]);
  for (const { restartPolicy, template } of [Chief!, Worker!]) {
    t.is(restartPolicy, 'ExitCode');
    const [container, ...more] = template.spec.containers;
    t.deepEqual([container!.name, more.length], ['tensorflow', 0]);
    const [shell, option, script] = container!.command as [string, string, string];
    const folder = temporaryFolder(t, { contraseg: '#!/bin/sh\necho "contraseg $*"\n' });
    chmodSync(join(folder, 'contraseg'), 0o755);
    const printed = execFileSync(shell, [option, script], {
      env: { PATH: `${folder}:${process.env.PATH}` },
      encoding: 'utf8',
    });
    t.is(printed, 'contraseg train /data/my.yaml --out /data/runs/mine\n');
  }
});
