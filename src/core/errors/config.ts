import { closest } from './closest.js';
import type { Problem } from './contraseg-error.js';
import { clip, reasonOf, show } from './show.js';

export function configNotFound(file: string): Problem {
  return { code: 'CONTRASEG_CONFIG_NOT_FOUND', file, message: 'there is no such configuration file.' };
}

export function noConfigDiscovered(directory: string): Problem {
  return {
    code: 'CONTRASEG_CONFIG_NOT_FOUND',
    file: directory,
    message: 'no configuration file was given, and none was found in this folder or above it.',
    hint: 'name one (contraseg train my.yaml), or let `contraseg init <folder>` write contraseg.config.yaml',
  };
}

export function configUnreadable(file: string, cause: unknown): Problem {
  return {
    code: 'CONTRASEG_CONFIG_SYNTAX',
    file,
    message: `the file could not be read: ${reasonOf(cause)}`,
  };
}

export function configNotAnObject(file: string, found: unknown): Problem {
  return {
    code: 'CONTRASEG_CONFIG_SYNTAX',
    file,
    message: `expected a mapping of options, found ${show(found)}.`,
    hint: 'for example  trainer: { iterations: 2000 }; `contraseg init <folder>` writes a whole configuration',
  };
}

export function extendsNotFound(file: string, target: string): Problem {
  return {
    code: 'CONTRASEG_EXTENDS_NOT_FOUND',
    file,
    path: 'extends',
    message: `${show(target)} was not found.`,
    hint: 'paths are relative to the file that says `extends`; a package is named as package/path/to/file.yaml',
  };
}

export function extendsCycle(chain: readonly string[]): Problem {
  return {
    code: 'CONTRASEG_EXTENDS_CYCLE',
    file: chain[0]!,
    path: 'extends',
    message: `the files extend each other in a circle:\n  ${chain.join('\n  -> ')}`,
  };
}

export function unknownOption(key: string, allowed: readonly string[]): Problem {
  const match = closest(key, allowed);
  return {
    code: 'CONTRASEG_UNKNOWN_OPTION',
    message: `${JSON.stringify(clip(key))} is not an option here.`,
    hint: `${match ? `did you mean "${match}"?  ` : ''}allowed: ${allowed.join(', ') || 'no options'}`,
  };
}

export function missingOption(expected: string): Problem {
  return { code: 'CONTRASEG_MISSING_OPTION', message: `this option is required: ${expected.replace(/\.$/, '')}.` };
}

export function invalidOption(found: unknown, expected: string, description?: string): Problem {
  return {
    code: 'CONTRASEG_INVALID_OPTION',
    message: `found ${show(found)}. ${expected.replace(/\.$/, '')}.`,
    hint: description,
  };
}

export function pluginsNotAList(found: unknown): Problem {
  return {
    code: 'CONTRASEG_INVALID_OPTION',
    path: 'plugins',
    message: `found ${show(found)}. Expected a list of plugins.`,
    hint: 'for example  plugins: [contraseg/pixel-contrast, ./my-plugin.ts]',
  };
}

/** Stands for all that are not listed. */
export function moreProblems(count: number): Problem {
  return {
    code: 'CONTRASEG_MORE_PROBLEMS',
    message: `and ${count} more problem${count === 1 ? '' : 's'}, not listed.`,
    hint: 'mend those above first',
  };
}

export function extendsNotAPath(file: string, found: unknown): Problem {
  return {
    code: 'CONTRASEG_INVALID_OPTION',
    file,
    path: 'extends',
    message: `found ${show(found)}. Expected a path or a list of paths.`,
    hint: 'for example  extends: base.yaml',
  };
}

export function extendsTooMany(file: string, most: number): Problem {
  return {
    code: 'CONTRASEG_EXTENDS_TOO_MANY',
    file,
    path: 'extends',
    message: `more than ${most} files are read, counting those again that several files extend.`,
    hint: 'let each file extend one other',
  };
}

export function pluginEntryInvalid(found: readonly unknown[]): Problem {
  return {
    code: 'CONTRASEG_INVALID_OPTION',
    message: `found a list of ${found.length}. Expected a plugin, or [plugin, options].`,
    hint: 'each plugin is an item of its own:  plugins: [./one.ts, [./two.ts, { size: 3 }]]',
  };
}
