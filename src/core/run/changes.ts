import { isAbsolute } from 'node:path';
import { type Difference, differences, shortValue } from '../config/differences.js';

/** What may change when a run goes on: none of it moves a weight at a given step. */
const FREE = new Set([
  'engine',
  'threads',
  'hooks',
  'metrics',
  'trainer.iterations',
  'trainer.evaluateEvery',
  'trainer.checkpointEvery',
  'trainer.logEvery',
  'trainer.workers',
  'trainer.cache',
  'trainer.checkData',
  'trainer.allowEmptyClasses',
  'trainer.overlays',
]);

/** How the configuration of a run and the one to go on with differ. */
export interface ConfigChanges {
  /** May change. */
  readonly free: readonly Difference[];
  /** Would make another run of it. */
  readonly binding: readonly Difference[];
}

/** Compares two plain configurations, the run's own first. Where the data lie is free: what they are is compared by fingerprint. */
export function compareConfigs(before: unknown, after: unknown): ConfigChanges {
  const all = differences(before, after);
  return { free: all.filter(isFree), binding: all.filter((difference) => !isFree(difference)) };
}

function isFree({ path, a, b }: Difference): boolean {
  if (path.startsWith('data.')) return [a, b].every((value) => typeof value === 'string' && isAbsolute(value));
  return FREE.has(path.split('[')[0]!);
}

/** `trainer.iterations: 60 -> 100` */
export function describeDifference({ path, a, b }: Difference): string {
  return `${path}: ${shortValue(a)} -> ${shortValue(b)}`;
}
