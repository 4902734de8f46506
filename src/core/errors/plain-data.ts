import type { Problem } from './contraseg-error.js';
import { reasonOf, show } from './show.js';

/** What no configuration may hold, whatever the schema says. */

export function notPlainData(path: string, found: unknown): Problem {
  return {
    code: 'CONTRASEG_NOT_PLAIN_DATA',
    path,
    message: `found ${typeof found === 'object' ? className(found) : show(found)}; a configuration holds numbers, strings, true, false, lists and mappings.`,
    hint: 'a configuration is written into the run as YAML; behaviour belongs into a plugin',
  };
}

export function refersToItself(path: string, outer: string): Problem {
  return {
    code: 'CONTRASEG_NOT_PLAIN_DATA',
    path,
    message: `the value holds itself: it is the same as ${outer || 'the configuration'}.`,
    hint: 'write the value out; a YAML alias (*name) cannot stand inside its own anchor (&name)',
  };
}

export function tooDeep(path: string, most: number): Problem {
  return {
    code: 'CONTRASEG_NOT_PLAIN_DATA',
    path,
    message: `nested deeper than ${most} levels; a configuration has about ten.`,
  };
}

export function tooManyValues(path: string, most: number): Problem {
  return {
    code: 'CONTRASEG_NOT_PLAIN_DATA',
    path,
    message: `more than ${most.toLocaleString('en')} values, counting those of repeated aliases each time.`,
  };
}

export function unreadableValue(path: string, thrown: unknown): Problem {
  return { code: 'CONTRASEG_NOT_PLAIN_DATA', path, message: `reading the value threw: ${reasonOf(thrown)}` };
}

export function forbiddenKey(path: string): Problem {
  return {
    code: 'CONTRASEG_NOT_PLAIN_DATA',
    path,
    message: '"__proto__" cannot be a key: in JavaScript it is not a field but what an object inherits from.',
    hint: 'take it out',
  };
}

function className(value: unknown): string {
  const name: unknown = Object.getPrototypeOf(value).constructor?.name;
  return typeof name === 'string' && name ? `an object of class ${name}` : 'an object of a class';
}
