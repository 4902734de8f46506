import { joinPath } from '../options/option-path.js';
import { isPlainObject } from '../options/plain-object.js';

/** A value that two configurations do not share; undefined where one has nothing at that path. */
export interface Difference {
  readonly path: string;
  readonly a: unknown;
  readonly b: unknown;
}

/** Where two plain values differ, as deep as both have something to compare. */
export function differences(a: unknown, b: unknown, path = ''): Difference[] {
  if (isPlainObject(a) && isPlainObject(b)) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    return keys.flatMap((key) => differences(a[key], b[key], joinPath(path, key)));
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return Array.from({ length: Math.max(a.length, b.length) }).flatMap((_, i) =>
      differences(a[i], b[i], joinPath(path, i)),
    );
  }
  return Object.is(a, b) ? [] : [{ path, a, b }];
}

/** A value as a line shows it. */
export function shortValue(value: unknown): string {
  if (value === undefined) return 'absent';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
