import { ContrasegError, type Problem } from '../errors/index.js';
import {
  forbiddenKey,
  notPlainData,
  refersToItself,
  tooDeep,
  tooManyValues,
  unreadableValue,
} from '../errors/plain-data.js';
import { joinPath } from '../options/option-path.js';

/** Levels of nesting; a configuration has about ten. */
const MAX_DEPTH = 64;
/** Values of one source, those of repeated YAML aliases counted each time. */
const MAX_VALUES = 20_000;
/** After so many problems a source is no configuration, and nobody reads on. */
const MAX_PROBLEMS = 20;

/** A plugin that a configuration holds as an object: not data, and nothing looks inside but the plugin loader. */
export class InlinePlugin {
  constructor(readonly plugin: object) {}
}

/**
 * A copy of what a file, a module or a caller gave, as plain data of our own: no cycle, no getter, nothing of a class,
 * bounded in depth and number. What follows may walk over it without a thought. Plugin objects become `InlinePlugin`.
 * @param source what messages name
 * @param path where in the configuration the value goes
 * @throws ContrasegError with every value that is no plain data
 */
export function plainData(value: unknown, source: string, path = '', depth = 0): unknown {
  const copier = new Copier();
  const copy = copier.copy(value, path, depth);
  if (copier.problems.length === 0) return copy;
  throw new ContrasegError(copier.problems.slice(0, MAX_PROBLEMS).map((problem) => ({ file: source, ...problem })));
}

function inlinePlugin(target: object): InlinePlugin {
  return target instanceof InlinePlugin ? target : new InlinePlugin(target);
}

class Copier {
  readonly problems: Problem[] = [];
  private readonly around = new Map<object, string>();
  private values = 0;

  copy(value: unknown, path: string, depth: number): unknown {
    this.values++;
    if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function') {
      return this.report(notPlainData(path, value));
    }
    if (typeof value !== 'object' || value === null) return value;
    const outer = this.around.get(value);
    if (outer !== undefined) return this.report(refersToItself(path, outer));
    if (depth >= MAX_DEPTH) return this.report(tooDeep(path, MAX_DEPTH));
    this.around.set(value, path);
    try {
      return Array.isArray(value) ? this.copyList(value, path, depth) : this.copyObject(value, path, depth);
    } catch (error) {
      return this.report(unreadableValue(path, error));
    } finally {
      this.around.delete(value);
    }
  }

  private copyList(list: readonly unknown[], path: string, depth: number): unknown[] {
    if (!this.mayHold(list.length, path)) return [];
    const item = path === 'plugins' ? this.copyPlugin : this.copy;
    return Array.from({ length: list.length }, (_, i) => item.call(this, list[i], joinPath(path, i), depth + 1));
  }

  private copyObject(value: object, path: string, depth: number): unknown {
    const prototype = Object.getPrototypeOf(value) as object | null;
    // Object.prototype of another realm has no prototype either.
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
      return this.report(notPlainData(path, value));
    }
    const keys = Object.keys(value);
    const copy: Record<string, unknown> = {};
    if (!this.mayHold(keys.length, path)) return copy;
    for (const key of keys) {
      const at = joinPath(path, key);
      if (key === '__proto__') this.report(forbiddenKey(at));
      else copy[key] = this.copyField(value as Record<string, unknown>, key, at, depth);
    }
    return copy;
  }

  private copyField(value: Record<string, unknown>, key: string, path: string, depth: number): unknown {
    let field: unknown;
    try {
      field = value[key];
    } catch (error) {
      return this.report(unreadableValue(path, error));
    }
    return this.copy(field, path, depth + 1);
  }

  /** `object`, or `[object, options]`; names of plugins are data. */
  private copyPlugin(reference: unknown, path: string, depth: number): unknown {
    if (typeof reference !== 'object' || reference === null) return this.copy(reference, path, depth);
    if (!Array.isArray(reference)) return inlinePlugin(reference);
    const [target, ...options] = reference.slice(0, 3) as unknown[];
    const plugin = typeof target === 'object' && target !== null ? inlinePlugin(target) : target;
    return [plugin, ...options.map((option, i) => this.copy(option, joinPath(path, i + 1), depth + 1))];
  }

  private mayHold(count: number, path: string): boolean {
    if (this.problems.length >= MAX_PROBLEMS) return false;
    if (this.values + count <= MAX_VALUES) return true;
    this.report(tooManyValues(path, MAX_VALUES));
    return false;
  }

  private report(problem: Problem): undefined {
    this.problems.push(problem);
    return undefined;
  }
}
