import YAML from 'yaml';
import { invalidOverride } from '../errors/config.js';
import { ContrasegError } from '../errors/index.js';
import { assign, type MergedConfig } from './layers.js';

/** Applies `--set path=value` arguments in order; values are YAML, `losses[1].weight=0.2` reaches into an array. */
export function applyOverrides(config: MergedConfig, assignments: readonly string[], directory: string): MergedConfig {
  return assignments.reduce((current, assignment) => {
    const { keys, value } = parseAssignment(assignment);
    return assign(current, keys, value, { source: '--set', directory });
  }, config);
}

function parseAssignment(assignment: string): { keys: (string | number)[]; value: unknown } {
  const [, path = '', text] = /^([^=]+)=(.*)$/s.exec(assignment) ?? [];
  const keys = [...path.trim().matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, key]) =>
    index === undefined ? key! : Number(index),
  );
  if (text === undefined || keys.length === 0) throw new ContrasegError(invalidOverride(assignment));
  try {
    return { keys, value: YAML.parse(text) as unknown };
  } catch (error) {
    throw new ContrasegError(invalidOverride(assignment, error), { cause: error });
  }
}
