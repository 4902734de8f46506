import type { Problem } from './contraseg-error.js';
import { show } from './show.js';

/** What is wrong with a configuration file before anything is read from it, or with its text. */

export function notAConfigFile(file: string, folder: boolean): Problem {
  return {
    code: 'CONTRASEG_CONFIG_NOT_FOUND',
    file,
    message: folder ? 'this is a folder, not a configuration file.' : 'this is not a regular file.',
    hint: 'name a file, for example my.yaml',
  };
}

export function configTooLarge(file: string, bytes: number): Problem {
  return {
    code: 'CONTRASEG_CONFIG_SYNTAX',
    file,
    message: `the file has ${(bytes / 1e6).toFixed(1)} MB; a configuration has a few kB.`,
    hint: 'is this the right file?',
  };
}

export function configNotText(file: string): Problem {
  return {
    code: 'CONTRASEG_CONFIG_SYNTAX',
    file,
    message: 'this is no text in UTF-8: a binary file, or one that was saved in another encoding.',
    hint: 'is this the right file? Otherwise save it again as UTF-8',
  };
}

export function unknownConfigFormat(file: string, known: readonly string[]): Problem {
  return {
    code: 'CONTRASEG_CONFIG_SYNTAX',
    file,
    message: `a configuration ends in one of ${known.join(', ')}.`,
    hint: 'rename the file after what it holds',
  };
}

export function moduleExportsNothing(file: string): Problem {
  return {
    code: 'CONTRASEG_CONFIG_SYNTAX',
    file,
    message: 'the module exports nothing.',
    hint: 'write  export default defineConfig({ … })',
  };
}

export function noConfigInPackage(file: string): Problem {
  return { code: 'CONTRASEG_CONFIG_NOT_FOUND', file, message: 'there is no key "contraseg" in this package.json.' };
}

export function yamlSyntax(reason: string): Problem {
  return { code: 'CONTRASEG_CONFIG_SYNTAX', message: reason };
}

export function yamlTooLong(length: number, most: number): Problem {
  return {
    code: 'CONTRASEG_CONFIG_SYNTAX',
    message: `the text has ${length.toLocaleString('en')} characters, more than the ${most.toLocaleString('en')} of the longest configuration.`,
    hint: 'is this the right file?',
  };
}

export function yamlTooDeep(): Problem {
  return { code: 'CONTRASEG_CONFIG_SYNTAX', message: 'the text is nested deeper than any configuration.' };
}

export function yamlAliases(): Problem {
  return {
    code: 'CONTRASEG_CONFIG_SYNTAX',
    message: 'the YAML aliases (*name) expand to too many values, or one names no anchor.',
    hint: 'write the values out, or put what is common into a file of its own and extend it',
  };
}

export function duplicateKey(key: string, first: number, second: number): Problem {
  return {
    code: 'CONTRASEG_DUPLICATE_KEY',
    message: `the key ${show(key)} stands twice in one mapping, at lines ${first} and ${second}.`,
    hint: 'keep one of them',
  };
}
