import { closest } from './closest.js';
import type { Problem } from './contraseg-error.js';

export function invalidOverride(assignment: string, cause?: unknown): Problem {
  return {
    code: 'CONTRASEG_INVALID_OVERRIDE',
    path: `--set ${assignment}`,
    message: cause instanceof Error ? `the value is not valid YAML: ${cause.message}` : 'expected path=value.',
    hint: 'for example --set trainer.iterations=2000 or --set losses[1].weight=0.2',
  };
}

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
    message: `the file could not be read: ${cause instanceof Error ? cause.message : String(cause)}`,
  };
}

export function configNotAnObject(file: string, found: unknown): Problem {
  return {
    code: 'CONTRASEG_CONFIG_SYNTAX',
    file,
    message: `expected a mapping of options, found ${JSON.stringify(found) ?? 'nothing'}.`,
  };
}

export function extendsNotFound(file: string, target: string): Problem {
  return {
    code: 'CONTRASEG_EXTENDS_NOT_FOUND',
    file,
    path: 'extends',
    message: `"${target}" was not found.`,
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
    message: `"${key}" is not an option here.`,
    hint: `${match ? `did you mean "${match}"?  ` : ''}allowed: ${allowed.join(', ') || 'no options'}`,
  };
}

export function missingOption(expected: string): Problem {
  return { code: 'CONTRASEG_MISSING_OPTION', message: `this option is required: ${expected.replace(/\.$/, '')}.` };
}

export function invalidOption(found: unknown, expected: string, description?: string): Problem {
  return {
    code: 'CONTRASEG_INVALID_OPTION',
    message: `found ${JSON.stringify(found) ?? 'nothing'}. ${expected.replace(/\.$/, '')}.`,
    hint: description,
  };
}

export function pluginsNotAList(found: unknown): Problem {
  return {
    code: 'CONTRASEG_INVALID_OPTION',
    path: 'plugins',
    message: `found ${JSON.stringify(found)}. Expected a list of plugins.`,
    hint: 'for example  plugins: [contraseg/pixel-contrast, ./my-plugin.ts]',
  };
}
