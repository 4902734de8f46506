import type { Cluster } from '../cluster.js';
import { placeOnHosts } from './placement.js';
import { type Environment, Variables } from './variables.js';

const NAMES = ['RANK', 'WORLD_SIZE', 'MASTER_ADDR', 'MASTER_PORT', 'LOCAL_RANK', 'LOCAL_WORLD_SIZE'];
const LOOPBACK = /^(?:localhost|127\..*|::1)$/;

/**
 * RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT, as torchrun sets them. Ports count from MASTER_PORT + 1, for torchrun itself may
 * listen on MASTER_PORT. Several hosts need CONTRASEG_HOSTS.
 */
export function readTorchrun(env: Environment): Cluster | undefined {
  const variables = new Variables(env, [...NAMES, 'CONTRASEG_HOSTS', 'CONTRASEG_PORT']);
  if (variables.text('RANK') === undefined && variables.text('WORLD_SIZE') === undefined) return undefined;
  const size = variables.integer('WORLD_SIZE', 1);
  const rank = variables.rank('RANK', size);
  const master = variables.required('MASTER_ADDR');
  const basePort = variables.integer('MASTER_PORT', 1) + 1;
  const localSize = variables.optionalInteger('LOCAL_WORLD_SIZE', 1);
  const localRank = variables.optionalInteger('LOCAL_RANK');
  const oneHost = localSize === undefined ? LOOPBACK.test(master) : localSize === size;
  const single = oneHost ? (master.includes(':') ? `[${master}]` : master) : undefined;
  return placeOnHosts(variables, { rank, size, localRank, single, basePort });
}
