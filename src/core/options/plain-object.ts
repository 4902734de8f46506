import { ComponentReference, PathReference } from './references.js';

/** A record of options, as opposed to a list, a leaf or a reference in it. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof ComponentReference) &&
    !(value instanceof PathReference) &&
    (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null)
  );
}
