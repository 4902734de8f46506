import test from 'ava';
import { clusterFromEnvironment } from '../../../src/core/distributed/cluster.js';
import type { Environment } from '../../../src/core/distributed/environments/variables.js';
import { ContrasegError } from '../../../src/core/errors/index.js';

const addresses = (env: Environment) => clusterFromEnvironment(env)?.tasks.map(({ address }) => address);

/** Exactly one problem, with everything that was found. */
const refused = (env: Environment) => {
  try {
    clusterFromEnvironment(env);
  } catch (error) {
    if (error instanceof ContrasegError && error.problems.length === 1) return error.message;
    throw error;
  }
  throw new Error('it was taken');
};

const tfConfig = (cluster: object, type: string, index: number | string) => ({
  TF_CONFIG: JSON.stringify({ cluster, task: { type, index }, environment: 'cloud' }),
});
const TORCHRUN = { RANK: '1', WORLD_SIZE: '2', MASTER_ADDR: '127.0.0.1', MASTER_PORT: '29500' };
const mpi = (rank: number, size: number, localRank: number, localSize: number) => ({
  OMPI_COMM_WORLD_RANK: `${rank}`,
  OMPI_COMM_WORLD_SIZE: `${size}`,
  OMPI_COMM_WORLD_LOCAL_RANK: `${localRank}`,
  OMPI_COMM_WORLD_LOCAL_SIZE: `${localSize}`,
});
const SLURM = {
  SLURM_STEP_NUM_TASKS: '5',
  SLURM_STEP_NODELIST: 'n[9-10]',
  SLURM_STEP_TASKS_PER_NODE: '3,2',
  SLURM_NODEID: '1',
  SLURM_LOCALID: '0',
};

test('without any launcher, or with a launcher of one, a process is on its own', (t) => {
  t.is(clusterFromEnvironment({}), undefined);
  t.is(clusterFromEnvironment({ TF_CONFIG: '', RANK: '' }), undefined);
  t.is(clusterFromEnvironment({ TF_CONFIG: '{"environment":"cloud"}' }), undefined);
  t.is(clusterFromEnvironment(tfConfig({ chief: ['a:2222'] }, 'chief', 0)), undefined);
  t.is(clusterFromEnvironment(mpi(0, 1, 0, 1)), undefined);
  t.is(clusterFromEnvironment({ ...TORCHRUN, RANK: '0', WORLD_SIZE: '1' }), undefined);
});

test('TF_CONFIG puts the chief first and workers after it, whichever comes first in the text', (t) => {
  const cluster = { worker: ['b:2222', 'c:2222'], chief: ['a:2222'] };
  t.deepEqual(clusterFromEnvironment(tfConfig(cluster, 'worker', 1)), {
    tasks: [
      { job: 'chief', index: 0, address: 'a:2222' },
      { job: 'worker', index: 0, address: 'b:2222' },
      { job: 'worker', index: 1, address: 'c:2222' },
    ],
    rank: 2,
  });
  t.is(
    clusterFromEnvironment(tfConfig(cluster, 'chief', '0'))!.rank,
    0,
    'older versions of Kubeflow write the index as text',
  );
});

test('TF_CONFIG with parameter servers or an evaluator is refused with the reason', (t) => {
  t.regex(
    refused(tfConfig({ worker: ['a:1', 'b:1'], ps: ['c:1'] }, 'worker', 0)),
    /type "ps".*TF_CONFIG=.*\n.*no parameter servers/,
  );
  t.regex(refused(tfConfig({ worker: ['a:1', 'b:1'] }, 'evaluator', 0)), /type "evaluator"/);
});

test('what is wrong with TF_CONFIG is named', (t) => {
  const workers = { worker: ['a:1', 'b:1'] };
  t.regex(refused({ TF_CONFIG: '{' }), /no JSON; found TF_CONFIG=\{/);
  t.regex(refused({ TF_CONFIG: '{"cluster":{"worker":["a:1"]}}' }), /task/);
  t.regex(refused(tfConfig({ worker: ['a:1', 'b'] }, 'worker', 0)), /cluster\.worker\.1: expected host:port/);
  t.regex(refused(tfConfig({ worker: ['a:1', 'b"} evil:1'] }, 'worker', 0)), /expected host:port/);
  t.regex(refused(tfConfig(workers, 'worker', 2)), /worker 2 is none of the cluster/);
  t.regex(refused(tfConfig(workers, 'chief', 0)), /chief 0 is none of the cluster/);
  t.regex(refused(tfConfig({ worker: ['a:1', 'a:1'] }, 'worker', 0)), /one address/);
  t.regex(refused(tfConfig({ chief: ['a:1', 'b:1'] }, 'chief', 0)), /more than one chief/);
});

test("torchrun's processes on one host listen above its own port", (t) => {
  t.deepEqual(addresses(TORCHRUN), ['127.0.0.1:29501', '127.0.0.1:29502']);
  t.is(clusterFromEnvironment(TORCHRUN)!.rank, 1);
  const named = { ...TORCHRUN, MASTER_ADDR: 'node7', LOCAL_WORLD_SIZE: '2' };
  t.deepEqual(addresses(named), ['node7:29501', 'node7:29502']);
  t.deepEqual(addresses({ ...TORCHRUN, MASTER_ADDR: '::1' }), ['[::1]:29501', '[::1]:29502']);
});

test('processes of torchrun on several hosts need the names of the hosts', (t) => {
  const spread = { ...TORCHRUN, MASTER_ADDR: 'a', LOCAL_RANK: '0', LOCAL_WORLD_SIZE: '1' };
  t.regex(refused(spread), /which hosts.*RANK=1, WORLD_SIZE=2.*CONTRASEG_HOSTS \(absent\).*\n.*--hosts/);
  t.regex(refused({ ...TORCHRUN, MASTER_ADDR: 'a' }), /which hosts/);
  t.deepEqual(addresses({ ...spread, CONTRASEG_HOSTS: 'a:1,b:1' }), ['a:29501', 'b:29501']);
});

test("torchrun's variables must be complete and agree", (t) => {
  for (const name of Object.keys(TORCHRUN))
    t.regex(refused({ ...TORCHRUN, [name]: undefined }), new RegExp(`${name} is missing.*${name} \\(absent\\)`));
  t.regex(
    refused({ ...TORCHRUN, RANK: '2' }),
    /RANK is not below the number of processes, 2; found RANK=2, WORLD_SIZE=2/,
  );
  t.regex(refused({ ...TORCHRUN, WORLD_SIZE: 'two' }), /WORLD_SIZE is no whole number/);
});

test("Open MPI's processes share one host, or fill those of --hosts", (t) => {
  t.deepEqual(addresses(mpi(1, 3, 1, 3)), ['127.0.0.1:8888', '127.0.0.1:8889', '127.0.0.1:8890']);
  const two = { ...mpi(2, 3, 0, 1), CONTRASEG_HOSTS: 'a:2, b' };
  t.deepEqual(addresses(two), ['a:8888', 'a:8889', 'b:8888']);
  t.is(clusterFromEnvironment(two)!.rank, 2);
  t.deepEqual(addresses({ ...two, CONTRASEG_HOSTS: '[fe80::1]:2,b', CONTRASEG_PORT: '5000' }), [
    '[fe80::1]:5000',
    '[fe80::1]:5001',
    'b:5000',
  ]);
});

test('hosts that do not fit the ranks are refused', (t) => {
  t.regex(refused(mpi(2, 3, 0, 1)), /which hosts/);
  t.regex(refused({ ...mpi(2, 3, 0, 1), CONTRASEG_HOSTS: 'a:2,b:2' }), /room for 4, not 3/);
  t.regex(
    refused({ ...mpi(1, 3, 0, 1), CONTRASEG_HOSTS: 'a:2,b:1' }),
    /rank 1 is number 0 on its host, and would be number 1.*\n.*--map-by slot/,
  );
  t.regex(refused({ ...mpi(1, 3, 1, 2), CONTRASEG_HOSTS: 'a:2,b:0' }), /"b:0" is no host:count/);
  t.regex(refused({ ...mpi(1, 3, 1, 2), CONTRASEG_HOSTS: 'a:2,b c' }), /"b c" is no name of a host/);
  t.regex(refused({ ...mpi(1, 3, 1, 3), CONTRASEG_PORT: '65534' }), /up to 65536/);
});

test("Slurm's tasks are counted node by node in Slurm's order, so that each finds itself on its own node", (t) => {
  t.deepEqual(addresses(SLURM), ['n9:8888', 'n9:8889', 'n9:8890', 'n10:8888', 'n10:8889']);
  t.is(
    clusterFromEnvironment({ ...SLURM, SLURM_PROCID: '1' })!.rank,
    3,
    'also where --distribution=cyclic made it process 1',
  );
});

test("a batch script of Slurm's has no step and is a process on its own", (t) => {
  t.is(clusterFromEnvironment({ SLURM_JOB_ID: '7', SLURM_NTASKS: '8', SLURM_PROCID: '0' }), undefined);
});

test("Slurm's variables must be complete and agree", (t) => {
  for (const name of Object.keys(SLURM).slice(1))
    t.regex(refused({ ...SLURM, [name]: undefined }), new RegExp(`${name} is missing`));
  t.regex(refused({ ...SLURM, SLURM_STEP_TASKS_PER_NODE: '3(x2)' }), /add up to 6, not 5/);
  t.regex(refused({ ...SLURM, SLURM_STEP_TASKS_PER_NODE: '5' }), /2 nodes and counts for 1/);
  t.regex(refused({ ...SLURM, SLURM_STEP_TASKS_PER_NODE: '3,x' }), /no list of counts/);
  t.regex(refused({ ...SLURM, SLURM_STEP_NODELIST: 'n[9-' }), /no list of nodes/);
  t.regex(refused({ ...SLURM, SLURM_LOCALID: '2' }), /SLURM_LOCALID is not below/);
});

test('the launcher nearest to the process decides alone', (t) => {
  const all = { ...SLURM, ...mpi(1, 3, 1, 3), ...TORCHRUN, ...tfConfig({ worker: ['a:1', 'b:1'] }, 'worker', 0) };
  t.deepEqual(addresses(all), ['a:1', 'b:1']);
  t.deepEqual(addresses({ ...all, TF_CONFIG: undefined }), ['127.0.0.1:29501', '127.0.0.1:29502']);
  t.is(addresses({ ...SLURM, ...mpi(1, 3, 1, 3) })!.length, 3);
  const alone = { ...SLURM, ...tfConfig({ worker: ['a:1'] }, 'worker', 0) };
  t.is(clusterFromEnvironment(alone), undefined, 'also where it says that the process is on its own');
});
