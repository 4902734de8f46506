import type { Cluster } from '../cluster.js';
import { expandHostList } from './host-list.js';
import { placeTasks } from './placement.js';
import { type Environment, Variables } from './variables.js';

const NAMES = ['STEP_NUM_TASKS', 'STEP_NODELIST', 'STEP_TASKS_PER_NODE', 'NODEID', 'LOCALID'].map((n) => `SLURM_${n}`);

/**
 * What srun sets for the tasks of a step; a batch script itself and `salloc` have no step and are single processes.
 * Ranks follow the nodes in Slurm's order, whatever its `--distribution`: each task knows its node and its number on it, where
 * TensorFlow's SlurmClusterResolver sorts the names and then takes SLURM_PROCID, which is another node's as soon as node10
 * sorts before node9.
 */
export function readSlurm(env: Environment): Cluster | undefined {
  const variables = new Variables(env, [...NAMES, 'CONTRASEG_PORT']);
  if (variables.text('SLURM_STEP_NUM_TASKS') === undefined) return undefined;
  const size = variables.integer('SLURM_STEP_NUM_TASKS', 1);
  const names = expandHostList(variables.required('SLURM_STEP_NODELIST'));
  const counts = expandCounts(variables.required('SLURM_STEP_TASKS_PER_NODE'));
  if (!names) return variables.fail('SLURM_STEP_NODELIST is no list of nodes');
  if (!counts) return variables.fail('SLURM_STEP_TASKS_PER_NODE is no list of counts');
  if (counts.length !== names.length) variables.fail(`there are ${names.length} nodes and counts for ${counts.length}`);
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all !== size) variables.fail(`the counts add up to ${all}, not ${size}`);
  const node = variables.rank('SLURM_NODEID', names.length);
  const local = variables.rank('SLURM_LOCALID', counts[node]!);
  const first = counts.slice(0, node).reduce((sum, count) => sum + count, 0);
  const hosts = names.map((name, i) => ({ name, slots: counts[i]! }));
  return placeTasks(variables, hosts, first + local);
}

/** `4(x2),3` is 4, 4, 3; undefined where it is something else. */
function expandCounts(text: string): number[] | undefined {
  const parts = text.split(',').map((part) => /^([1-9]\d*)(?:\(x([1-9]\d*)\))?$/.exec(part));
  if (parts.some((part) => part === null)) return undefined;
  return parts.flatMap((part) => Array<number>(Number(part![2] ?? 1)).fill(Number(part![1])));
}
