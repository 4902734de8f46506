import type { Cluster } from '../../distributed/cluster.js';
import { clusterFailed, clusterPortTaken } from '../../errors/cluster.js';
import { ContrasegError } from '../../errors/index.js';
import { type Patience, serverDef } from './server-def.js';

/** What cpp/cluster.cc reads, and where it leaves what TensorFlow said; tfjs's addon has no parameters. */
const SERVER_DEF = 'CONTRASEG_SERVER_DEF';
const JOIN_ERROR = 'CONTRASEG_JOIN_ERROR';

const PORT_TAKEN = /could not start grpc server|address already in use|bind/i;

/**
 * Loads the addon, which joins the cluster as it makes its context, and waits until every process has come.
 * @throws ContrasegError where one does not come, or the port of this one is taken
 */
export function joining<T>(cluster: Cluster, load: () => T): T {
  process.env[SERVER_DEF] = serverDef(cluster, patience());
  delete process.env[JOIN_ERROR];
  try {
    return load();
  } catch (error) {
    const said = process.env[JOIN_ERROR];
    if (said === undefined) throw error;
    throw new ContrasegError((PORT_TAKEN.test(said) ? clusterPortTaken : clusterFailed)(cluster, said), {
      cause: error,
    });
  } finally {
    delete process.env[SERVER_DEF];
    delete process.env[JOIN_ERROR];
  }
}

/** The pods of a cluster may come minutes apart; who is silent for ten seconds is gone. */
function patience(): Patience {
  const seconds = (name: string, byDefault: number) => 1000 * (Number(process.env[name]) || byDefault);
  return {
    join: seconds('CONTRASEG_JOIN_SECONDS', 300),
    heartbeat: seconds('CONTRASEG_HEARTBEAT_SECONDS', 10),
  };
}
