import { appendLine } from '../core/files/append-line.js';
import { readJsonLines } from '../core/files/read-json-lines.js';
import type { RunMetadata } from '../core/run/metadata.js';

/** One line of `results.jsonl`: a finished run. Figures are 0–1, null where a class is absent. */
export interface RunResult {
  readonly variant: string;
  readonly seed: number;
  readonly split: string;
  readonly checkpoint: 'last' | 'best';
  readonly images: number;
  readonly summary: Readonly<Record<string, number | null>>;
  readonly perClass: Readonly<Record<string, readonly (number | null)[]>>;
  readonly classes: readonly string[];
  readonly iterations: number;
  /** Median milliseconds of a step, and how much of it was waiting for data. */
  readonly stepTime: { readonly step: number; readonly data: number };
  /** Minutes of training: mean step time times iterations, whatever interruptions there were. */
  readonly minutes: number;
  /** What to type to train this run alone. */
  readonly command: string;
  readonly versions: Pick<RunMetadata, 'contraseg' | 'node'>;
  readonly engine: RunMetadata['engine'];
  readonly finished: string;
}

export async function appendResult(file: string, result: RunResult): Promise<void> {
  await appendLine(file, JSON.stringify(result));
}

/** The results so far; a line that a crash cut off is left out, and its run evaluated again. */
export async function readResults(file: string): Promise<RunResult[]> {
  return (await readJsonLines(file)) as RunResult[];
}
