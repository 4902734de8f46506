import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs';
import type { LoadedConfig } from '../config/load-config.js';
import { plainConfig } from '../config/resolved.js';
import { ranksDisagree } from '../errors/cluster.js';
import { ContrasegError } from '../errors/contraseg-error.js';
import type { Collective } from '../interfaces/collective.js';
import { VERSION } from '../version.js';
import { disagreements } from './disagreements.js';

/**
 * Makes sure that all ranks were started alike. Hashes are compared, and the values themselves only where those differ.
 * @param value of this rank, plain data
 * @throws ContrasegError on every rank, with what differs and where
 */
export function agree(collective: Collective, value: object): void {
  if (collective.size === 1) return;
  const text = Buffer.from(JSON.stringify(value));
  const hashes = gatherBytes(collective, createHash('sha256').update(text).digest());
  if (hashes.every((hash) => hash.equals(hashes[0]!))) return;
  const lengths = gatherNumbers(collective, [text.length]).map(([length]) => length!);
  const padded = Buffer.concat([text], Math.max(...lengths));
  const texts = gatherBytes(collective, padded).map((bytes, rank) => bytes.subarray(0, lengths[rank]).toString());
  const lines = disagreements(texts.map((text) => JSON.parse(text) as unknown));
  if (lines.length > 0) throw new ContrasegError(ranksDisagree(lines));
}

/** The same for how a run is started: version, configuration, and what to do where the folder holds one. */
export function agreeOnConfig(collective: Collective, loaded: LoadedConfig, mode: string): void {
  agree(collective, { contraseg: VERSION, mode, ...plainConfig(loaded) });
}

/** The bytes of every rank; as many on each. */
function gatherBytes(collective: Collective, bytes: Buffer): Buffer[] {
  return gatherNumbers(collective, bytes).map((numbers) => Buffer.from(numbers));
}

function gatherNumbers(collective: Collective, own: ArrayLike<number>): Int32Array[] {
  const all = tf.tidy(() => collective.allGather(tf.tensor1d(Int32Array.from(own), 'int32')).dataSync<'int32'>());
  return Array.from({ length: collective.size }, (_, rank) => all.slice(rank * own.length, (rank + 1) * own.length));
}
