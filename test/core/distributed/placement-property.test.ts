import test from 'ava';
import fc from 'fast-check';
import { clusterFromEnvironment } from '../../../src/core/distributed/cluster.js';
import type { Environment } from '../../../src/core/distributed/environments/variables.js';

/** Hosts with processes on each. */
const hosts = fc.uniqueArray(
  fc.record({ name: fc.stringMatching(/^[a-z]{1,4}\d{0,3}$/), slots: fc.integer({ min: 1, max: 6 }) }),
  { selector: ({ name }) => name, minLength: 1, maxLength: 6 },
);
type Hosts = readonly { name: string; slots: number }[];

/** The environment of every process as the launcher sets it, host after host. */
type Launcher = (hosts: Hosts, size: number, rank: number, node: number, local: number) => Environment;

const list = (hosts: Hosts) => hosts.map(({ name, slots }) => `${name}:${slots}`).join(',');
const LAUNCHERS: Readonly<Record<string, Launcher>> = {
  torchrun: (hosts, size, rank, node, local) => ({
    RANK: `${rank}`,
    WORLD_SIZE: `${size}`,
    LOCAL_RANK: `${local}`,
    LOCAL_WORLD_SIZE: `${hosts[node]!.slots}`,
    MASTER_ADDR: hosts[0]!.name,
    MASTER_PORT: '29500',
    CONTRASEG_HOSTS: list(hosts),
  }),
  'Open MPI': (hosts, size, rank, node, local) => ({
    OMPI_COMM_WORLD_RANK: `${rank}`,
    OMPI_COMM_WORLD_SIZE: `${size}`,
    OMPI_COMM_WORLD_LOCAL_RANK: `${local}`,
    OMPI_COMM_WORLD_LOCAL_SIZE: `${hosts[node]!.slots}`,
    CONTRASEG_HOSTS: list(hosts),
  }),
  Slurm: (hosts, size, _rank, node, local) => ({
    SLURM_STEP_NUM_TASKS: `${size}`,
    SLURM_STEP_NODELIST: hosts.map(({ name }) => name).join(','),
    SLURM_STEP_TASKS_PER_NODE: hosts.map(({ slots }) => slots).join(','),
    SLURM_NODEID: `${node}`,
    SLURM_LOCALID: `${local}`,
  }),
};

for (const [name, launcher] of Object.entries(LAUNCHERS)) {
  test(`${name}: all processes read the same tasks, each is another one, and its address is on its own host`, (t) => {
    fc.assert(
      fc.property(hosts, (hosts) => {
        const size = hosts.reduce((sum, { slots }) => sum + slots, 0);
        const places = hosts.flatMap(({ slots }, node) =>
          Array.from({ length: slots }, (_, local) => ({ node, local })),
        );
        const read = places.map(({ node, local }, rank) =>
          clusterFromEnvironment(launcher(hosts, size, rank, node, local)),
        );
        if (size === 1) return read[0] === undefined;
        const texts = new Set(read.map((cluster) => JSON.stringify(cluster!.tasks)));
        const addresses = new Set(read[0]!.tasks.map(({ address }) => address));
        const own = read.every((cluster, i) => {
          return cluster!.tasks[cluster!.rank]!.address.startsWith(`${hosts[places[i]!.node]!.name}:`);
        });
        const ranks = read.map((cluster) => cluster!.rank);
        return texts.size === 1 && addresses.size === size && own && ranks.every((rank, i) => rank === i);
      }),
      { seed: 14, numRuns: 200 },
    );
    t.pass();
  });
}
