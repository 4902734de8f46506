import type { RandomStream } from '../../../src/core/random/random-stream.js';

/** What a case in a worker process found. */
export interface CaseOutcome {
  /** How many things were tried, where it is not one. */
  readonly cases?: number;
  /** What went wrong; empty where all is well. */
  readonly problems: readonly string[];
  /** Counted and told below the table. */
  readonly kinds?: readonly string[];
}

/** What the module of a suite exports as `open`: prepares a worker process. @param folder for this process alone, empty */
export type OpenSuite = (folder: string) => Promise<(random: RandomStream) => Promise<CaseOutcome>>;

/** A campaign whose cases call the API inside a worker process. */
export interface CaseSuite {
  readonly name: string;
  readonly module: URL;
  /** Seconds of processor time after which a case counts as hung. */
  readonly limit: number;
}
