import type { Cluster } from '../cluster.js';
import type { Variables } from './variables.js';

/** Ports count up from here on every host unless CONTRASEG_PORT says otherwise; the base of TensorFlow's SlurmClusterResolver. */
const BASE_PORT = 8888;

const HOST = /^(?:\[[\da-fA-F:.]+\]|[\w.-]+)$/;

/** A host and how many processes it runs. */
export interface Host {
  readonly name: string;
  readonly slots: number;
}

/** Ranks fill the hosts in order; each process listens on the base port + its number on its host. */
export function placeTasks(variables: Variables, hosts: readonly Host[], rank: number, basePort = BASE_PORT): Cluster {
  const base = variables.optionalInteger('CONTRASEG_PORT', 1) ?? basePort;
  const odd = hosts.find(({ name }) => !HOST.test(name));
  if (odd) variables.fail(`"${odd.name}" is no name of a host`);
  const addresses = hosts.flatMap(({ name, slots }) => Array.from({ length: slots }, (_, i) => `${name}:${base + i}`));
  const highest = base + Math.max(...hosts.map(({ slots }) => slots)) - 1;
  if (highest > 65_535) variables.fail(`its ports would go up to ${highest}`, 'CONTRASEG_PORT names the first port');
  const tasks = addresses.map((address, index) => ({ job: 'worker', index, address }));
  return { tasks, rank };
}

/** What a launcher that tells no addresses says about a process. */
interface Place {
  readonly rank: number;
  readonly size: number;
  /** Number of the process on its host, where the launcher says it. */
  readonly localRank?: number;
  /** The one host, where all processes are known to be on it. */
  readonly single?: string;
  readonly basePort?: number;
}

/** Places ranks on the hosts of CONTRASEG_HOSTS (`--hosts`), such as `a:4,b:4`, or all on the one host. */
export function placeOnHosts(variables: Variables, { rank, size, localRank, single, basePort }: Place): Cluster {
  const text = variables.text('CONTRASEG_HOSTS');
  if (text === undefined) {
    if (single !== undefined) return placeTasks(variables, [{ name: single, slots: size }], rank, basePort);
    return variables.fail(
      'nothing says on which hosts they are',
      '--hosts names them with the number of processes on each, in the order of the ranks: --hosts node1:4,node2:4',
    );
  }
  const hosts = text.split(',').map((entry) => readHost(variables, entry.trim()));
  const slots = hosts.reduce((sum, host) => sum + host.slots, 0);
  if (slots !== size) variables.fail(`the hosts have room for ${slots}, not ${size}`);
  const expected = numberOnHost(hosts, rank);
  if (localRank !== undefined && localRank !== expected) {
    variables.fail(
      `rank ${rank} is number ${localRank} on its host, and would be number ${expected} by the hosts`,
      'ranks must fill the hosts one after the other (mpirun --map-by slot), and the hosts be named in that order',
    );
  }
  return placeTasks(variables, hosts, rank, basePort);
}

function readHost(variables: Variables, entry: string): Host {
  const [, name, slots = '1'] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? [];
  if (!name || !(Number(slots) > 0)) variables.fail(`"${entry}" is no host:count`);
  return { name, slots: Number(slots) };
}

function numberOnHost(hosts: readonly Host[], rank: number): number {
  let first = 0;
  for (const { slots } of hosts) {
    if (rank < first + slots) break;
    first += slots;
  }
  return rank - first;
}
