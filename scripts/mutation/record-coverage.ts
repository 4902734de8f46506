import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * Loaded before everything else in every Node process of a test run. Stryker's instrumented code counts into this
 * global; what it counted is left in a file for the runner.
 */

export interface Recorded {
  readonly mutantCoverage?: { readonly static: Readonly<Record<string, number>> };
  readonly hitCount?: number;
}

/** The variables by which the runner speaks to its processes. */
export const RECORD_FOLDER = 'MUTATION_RECORD_FOLDER';
export const HIT_LIMIT = 'MUTATION_HIT_LIMIT';

const folder = process.env[RECORD_FOLDER];
const limit = process.env[HIT_LIMIT];
if (folder) {
  const recorded = limit ? { hitLimit: Number(limit), hitCount: 0 } : {};
  Object.assign(globalThis, { __stryker__: recorded });
  process.on('exit', () => writeFileSync(join(folder, `${process.pid}.json`), JSON.stringify(recorded)));
}
