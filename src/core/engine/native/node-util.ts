import util from 'node:util';

/** Restores the functions that tfjs-node calls and Node 23 dropped from `util`. */
export function restoreNodeUtil(): void {
  const missing: Record<string, (value: unknown) => boolean> = {
    isArray: Array.isArray,
    isBoolean: (value) => typeof value === 'boolean',
    isFunction: (value) => typeof value === 'function',
    isNull: (value) => value === null,
    isNullOrUndefined: (value) => value == null,
    isNumber: (value) => typeof value === 'number',
    isObject: (value) => typeof value === 'object' && value !== null,
    isString: (value) => typeof value === 'string',
    isUndefined: (value) => value === undefined,
  };
  for (const [name, test] of Object.entries(missing)) {
    if (!(name in util)) Object.assign(util, { [name]: test });
  }
}
