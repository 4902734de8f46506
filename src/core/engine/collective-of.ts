import { ALONE } from '../distributed/alone.js';
import type { Cluster } from '../distributed/cluster.js';
import type { Collective } from '../interfaces/collective.js';
import { TensorflowCollective } from './native/collective.js';

/** What the ranks of a cluster do together, once an engine was selected with it. */
export function collectiveOf(cluster: Cluster | undefined): Collective {
  return cluster ? new TensorflowCollective(cluster) : ALONE;
}
