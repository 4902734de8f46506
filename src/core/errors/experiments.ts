import type { Problem } from './contraseg-error.js';

/** A run of a sweep was made with another configuration than the experiment asks for now. */
export function runConfigChanged(directory: string, differences: readonly string[]): Problem {
  return {
    code: 'CONTRASEG_RUN_CONFIG_CHANGED',
    file: directory,
    message: `the folder holds a run with another configuration; it differs in ${differences.join(', ')}.`,
    hint: 'a table must not mix configurations: --out names another folder for this sweep',
  };
}

export function unknownVariant(name: string, known: readonly string[]): Problem {
  return {
    code: 'CONTRASEG_UNKNOWN_VARIANT',
    path: '--only',
    message: `the experiment has no variant "${name}".`,
    hint: `it has: ${known.join(', ')}`,
  };
}

export function unknownSeed(seed: number, known: readonly number[]): Problem {
  return {
    code: 'CONTRASEG_UNKNOWN_SEED',
    path: '--seeds',
    message: `the experiment has no seed ${seed}.`,
    hint: `it has: ${known.join(', ')}; another one is added to \`seeds\` in its file, so that the table has a column for it`,
  };
}

/** @param found the variants that the file holds; none where it is missing or empty */
export function noResults(file: string, found: readonly string[], wanted: readonly string[]): Problem {
  const variants = found.length > 0 ? `it is about ${found.join(', ')}` : 'it is missing, or empty';
  return {
    code: 'CONTRASEG_NO_RESULTS',
    file,
    path: '--table',
    message: `there is no run of this experiment in the file: ${variants}.`,
    hint: `expected the results.jsonl of a sweep over ${wanted.join(', ')}`,
  };
}
