import type { Cluster } from '../cluster.js';
import { placeOnHosts } from './placement.js';
import { type Environment, Variables } from './variables.js';

const PREFIX = 'OMPI_COMM_WORLD_';
const NAMES = ['RANK', 'SIZE', 'LOCAL_RANK', 'LOCAL_SIZE'].map((name) => PREFIX + name);

/** What Open MPI's mpirun sets. It tells no addresses: several hosts need CONTRASEG_HOSTS. */
export function readOpenMpi(env: Environment): Cluster | undefined {
  const variables = new Variables(env, [...NAMES, 'CONTRASEG_HOSTS', 'CONTRASEG_PORT']);
  if (NAMES.every((name) => variables.text(name) === undefined)) return undefined;
  const size = variables.integer(`${PREFIX}SIZE`, 1);
  const rank = variables.rank(`${PREFIX}RANK`, size);
  const localRank = variables.integer(`${PREFIX}LOCAL_RANK`);
  const single = variables.integer(`${PREFIX}LOCAL_SIZE`, 1) === size ? '127.0.0.1' : undefined;
  return placeOnHosts(variables, { rank, size, localRank, single });
}
