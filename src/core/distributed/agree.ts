import { createHash } from 'node:crypto';
import type { LoadedConfig } from '../config/load-config.js';
import { plainConfig } from '../config/resolved.js';
import { ranksDisagree } from '../errors/cluster.js';
import { ContrasegError } from '../errors/contraseg-error.js';
import type { Collective } from '../interfaces/collective.js';
import { VERSION } from '../version.js';
import { disagreements } from './disagreements.js';
import { gatherValues } from './gather-values.js';

/**
 * Makes sure that all ranks were started alike. Hashes are compared, and the values themselves only where those differ.
 * @param value of this rank, plain data
 * @throws ContrasegError on every rank, with what differs and where
 */
export function agree(collective: Collective, value: object): void {
  if (collective.size === 1) return;
  const hash = createHash('sha256').update(JSON.stringify(value)).digest('hex');
  if (new Set(gatherValues(hash, collective)).size === 1) return;
  const lines = disagreements(gatherValues(value, collective));
  if (lines.length > 0) throw new ContrasegError(ranksDisagree(lines));
}

/** The same for how a run is started: version, configuration, and what to do where the folder holds one. */
export function agreeOnConfig(collective: Collective, loaded: LoadedConfig, mode: string): void {
  agree(collective, { contraseg: VERSION, mode, ...plainConfig(loaded) });
}
