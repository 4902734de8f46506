import { ContrasegError, type Problem } from '../errors/index.js';
import {
  invalidOverride,
  itemNeedsNumber,
  itemNotRemovable,
  noSuchItem,
  notAList,
  overrideSyntax,
  overrideTooDeep,
} from '../errors/overrides.js';
import { forbiddenKey } from '../errors/plain-data.js';
import { joinPath } from '../options/option-path.js';
import { isPlainObject } from '../options/plain-object.js';
import { assign, type MergedConfig } from './layers.js';
import { parseYaml } from './parse-yaml.js';
import { plainData } from './plain-data.js';

const SOURCE = '--set';
const MAX_KEYS = 32;
const PATH = /^[^.[\]=]+(?:\.[^.[\]=]+|\[\d+\])*$/;

interface Assignment {
  /** As written: a name, or the number of a list item, in brackets or after a dot. */
  readonly steps: readonly Step[];
  readonly value: unknown;
}

interface Step {
  readonly text: string;
  readonly brackets: boolean;
}

/**
 * Applies `--set path=value` arguments in order; values are YAML. `losses[1].weight=0.2` and `losses.1.weight=0.2` reach into
 * a list, and the number after the last item appends one.
 */
export function applyOverrides(config: MergedConfig, assignments: readonly string[], directory: string): MergedConfig {
  const problems: Problem[] = [];
  let current = config;
  for (const text of assignments) {
    try {
      const { steps, value } = parseAssignment(text);
      const keys = findKeys(steps, current.value);
      const path = keys.reduce<string>(joinPath, '');
      const plain = plainData(value, SOURCE, path, keys.length);
      if (plain === null && typeof keys.at(-1) === 'number') throw new ContrasegError(itemNotRemovable(path));
      current = assign(current, keys, plain, { source: SOURCE, directory });
    } catch (error) {
      if (!(error instanceof ContrasegError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new ContrasegError(problems);
  return current;
}

function parseAssignment(assignment: string): Assignment {
  const equals = assignment.indexOf('=');
  const path = assignment.slice(0, Math.max(0, equals)).trim();
  // A path that is too long is not even looked at: patterns take their time over it.
  if (path.length > 1000) throw new ContrasegError(overrideTooDeep(assignment, MAX_KEYS));
  if (equals < 0 || !PATH.test(path)) throw new ContrasegError(invalidOverride(assignment));
  const steps = [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name]) => ({
    text: index ?? name!,
    brackets: index !== undefined,
  }));
  if (steps.length > MAX_KEYS) throw new ContrasegError(overrideTooDeep(assignment, MAX_KEYS));
  if (steps.some(({ text }) => text === '__proto__')) throw new ContrasegError({ file: SOURCE, ...forbiddenKey(path) });
  try {
    return { steps, value: parseYaml(assignment.slice(equals + 1)) ?? null };
  } catch (error) {
    const reasons = (error as ContrasegError).problems.map(({ message }) => message);
    throw new ContrasegError(overrideSyntax(assignment, reasons.join('\n')), { cause: error });
  }
}

/** Tells numbers of list items from names of options by what is there. */
function findKeys(steps: readonly Step[], root: unknown): (string | number)[] {
  const keys: (string | number)[] = [];
  let at: unknown = root;
  let path = '';
  for (const step of steps) {
    const key = findKey(step, at, path);
    at = Array.isArray(at) ? (at[key as number] as unknown) : fieldOf(at, key);
    path = joinPath(path, key);
    keys.push(key);
  }
  return keys;
}

function findKey({ text, brackets }: Step, at: unknown, path: string): string | number {
  const isNumber = /^\d+$/.test(text);
  if (isPlainObject(at) && brackets) throw new ContrasegError(notAList(path, Number(text)));
  if (isPlainObject(at) || (!isNumber && !Array.isArray(at))) return text;
  const length = Array.isArray(at) ? at.length : 0;
  if (!isNumber) throw new ContrasegError(itemNeedsNumber(path, text, length));
  if (Number(text) > length) throw new ContrasegError(noSuchItem(path, Number(text), length));
  return Number(text);
}

function fieldOf(value: unknown, key: string | number): unknown {
  return isPlainObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
