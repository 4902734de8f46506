import type { Problem } from './contraseg-error.js';

/** Variables that say which processes belong together and do not add up. @param found what they are, as `NAME=value` */
export function invalidCluster(reason: string, found: readonly string[], hint?: string): Problem {
  return {
    code: 'CONTRASEG_INVALID_CLUSTER',
    message: `the environment announces several processes, but ${reason}; found ${found.join(', ')}.`,
    hint: hint ?? 'docs/scale.md says which variables are read; unset them all for a single process',
  };
}
