import { createHash } from 'node:crypto';
import type * as tf from '@tensorflow/tfjs';
import { ranksDiverged } from '../errors/cluster.js';
import { ContrasegError } from '../errors/index.js';
import type { Collective } from '../interfaces/collective.js';
import { gatherValues } from './gather-values.js';

/**
 * Checks that variables have the same bits on every rank, which nothing else would show: a rank with other weights still
 * averages its gradients.
 * @throws ContrasegError that names the ranks which differ from most
 */
export function checkSameWeights(variables: readonly tf.Variable[], collective: Collective, iteration: number): void {
  if (collective.size === 1) return;
  const hash = createHash('sha256');
  for (const variable of variables) hash.update(variable.dataSync() as Float32Array);
  const hashes = gatherValues(hash.digest('hex'), collective);
  const count = (wanted: string) => hashes.filter((found) => found === wanted).length;
  const most = hashes.reduce((a, b) => (count(b) > count(a) ? b : a));
  const different = [...hashes.keys()].filter((rank) => hashes[rank] !== most);
  if (different.length > 0) throw new ContrasegError(ranksDiverged(different, collective.size, iteration));
}
