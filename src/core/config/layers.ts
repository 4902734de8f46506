import { joinPath } from '../options/option-path.js';
import { isPlainObject } from '../options/plain-object.js';

/** Where a value was written. */
export interface Origin {
  /** The file, or `--set`. */
  readonly source: string;
  /** What relative paths in it are relative to. */
  readonly directory: string;
}

/** One source of configuration values; later layers win. */
export interface ConfigLayer {
  readonly value: Readonly<Record<string, unknown>>;
  readonly origin: Origin;
}

/** A merged configuration with the origin of every value, keyed by path (`losses[1].type`). */
export interface MergedConfig {
  readonly value: Record<string, unknown>;
  readonly origins: ReadonlyMap<string, Origin>;
}

const LAST_KEY = /(?:\.?[^.[\]"]+|\[\d+\]|\["(?:[^"\\]|\\.)*"\])$/;

/**
 * Merges layers: objects field by field, everything else replaced. An object whose `type` changes is replaced whole, so
 * that no option of the old component leaks into the new one. `null` removes what was inherited.
 */
export function mergeLayers(layers: readonly ConfigLayer[]): MergedConfig {
  const origins = new Map<string, Origin>();
  let value: Record<string, unknown> = {};
  for (const layer of layers) value = mergeObject(value, layer.value, layer.origin, '', origins);
  return { value, origins };
}

function mergeObject(
  base: Record<string, unknown>,
  over: Readonly<Record<string, unknown>>,
  origin: Origin,
  path: string,
  origins: Map<string, Origin>,
): Record<string, unknown> {
  const merged = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const old = Object.hasOwn(merged, key) ? merged[key] : undefined;
    const next = mergeValue(old, value, origin, joinPath(path, key), origins);
    if (next === undefined) delete merged[key];
    else merged[key] = next;
  }
  return merged;
}

function mergeValue(old: unknown, value: unknown, origin: Origin, path: string, origins: Map<string, Origin>): unknown {
  if (isPlainObject(value) && isPlainObject(old) && !replacesType(old, value)) {
    return mergeObject(old, value, origin, path, origins);
  }
  forget(old, path, origins);
  return value === null || value === undefined ? undefined : remember(value, origin, path, origins);
}

function childOf(value: unknown, key: string | number): unknown {
  if (typeof key === 'number') return Array.isArray(value) ? (value[key] as unknown) : undefined;
  return isPlainObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Sets one value in place of, or merged into, what is at `keys`; the rest keeps its origins. */
export function assign(
  config: MergedConfig,
  keys: readonly (string | number)[],
  value: unknown,
  origin: Origin,
): MergedConfig {
  const origins = new Map(config.origins);
  const assignAt = (current: unknown, depth: number, path: string): unknown => {
    const key = keys[depth];
    if (key === undefined) return mergeValue(current, value, origin, path, origins);
    const next = assignAt(childOf(current, key), depth + 1, joinPath(path, key));
    if (typeof key === 'number') {
      const items = Array.isArray(current) ? [...(current as unknown[])] : [];
      items[key] = next;
      return items;
    }
    const fields = isPlainObject(current) ? { ...current } : {};
    if (next === undefined) delete fields[key];
    else fields[key] = next;
    return fields;
  };
  return { value: assignAt(config.value, 0, '') as Record<string, unknown>, origins };
}

function replacesType(old: Record<string, unknown>, value: Record<string, unknown>): boolean {
  return value.type !== undefined && value.type !== old.type;
}

function remember(value: unknown, origin: Origin, path: string, origins: Map<string, Origin>): unknown {
  origins.set(path, origin);
  if (Array.isArray(value)) return value.map((item, i) => remember(item, origin, joinPath(path, i), origins));
  if (isPlainObject(value)) {
    const fields = Object.entries(value).filter(([, item]) => item !== null && item !== undefined);
    return Object.fromEntries(fields.map(([key, item]) => [key, remember(item, origin, joinPath(path, key), origins)]));
  }
  return value;
}

/** Takes away the origins of a value that goes. */
function forget(old: unknown, path: string, origins: Map<string, Origin>): void {
  origins.delete(path);
  if (Array.isArray(old)) for (const [i, item] of old.entries()) forget(item, joinPath(path, i), origins);
  else if (isPlainObject(old)) {
    for (const [key, item] of Object.entries(old)) forget(item, joinPath(path, key), origins);
  }
}

/** The origin of a value, or of the nearest value around it that has one. */
export function originOf(path: string, origins: ReadonlyMap<string, Origin>): Origin | undefined {
  for (let at = path; at; ) {
    const origin = origins.get(at);
    if (origin) return origin;
    const around = at.replace(LAST_KEY, '');
    if (around === at) return undefined;
    at = around;
  }
  return undefined;
}
