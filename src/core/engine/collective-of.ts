import { ALONE } from '../distributed/alone.js';
import type { Cluster } from '../distributed/cluster.js';
import type { Collective } from '../interfaces/collective.js';
import { TensorflowCollective } from './native/collective.js';

/** TensorFlow remembers the collectives of a process, so all runs of one go on with their numbers. */
let joined: TensorflowCollective | undefined;

/** What the ranks of a cluster do together, once an engine was selected with it. */
export function collectiveOf(cluster: Cluster | undefined): Collective {
  if (!cluster) return ALONE;
  joined ??= new TensorflowCollective(cluster);
  return joined;
}
