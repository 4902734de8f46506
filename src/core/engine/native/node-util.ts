import util from 'node:util';

/** Gives back the functions that tfjs-node calls: Node 22 warns of them, Node 23 dropped them from `util`. */
export function restoreNodeUtil(): void {
  Object.assign(util, {
    isArray: Array.isArray,
    isBoolean: (value: unknown) => typeof value === 'boolean',
    isFunction: (value: unknown) => typeof value === 'function',
    isNull: (value: unknown) => value === null,
    isNullOrUndefined: (value: unknown) => value == null,
    isNumber: (value: unknown) => typeof value === 'number',
    isObject: (value: unknown) => typeof value === 'object' && value !== null,
    isString: (value: unknown) => typeof value === 'string',
    isUndefined: (value: unknown) => value === undefined,
  });
}
