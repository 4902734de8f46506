import { closest } from './closest.js';
import type { Problem } from './contraseg-error.js';
import { show } from './show.js';

export function unknownKind(found: string, kinds: readonly string[]): Problem {
  const match = closest(found, kinds);
  return {
    code: 'CONTRASEG_UNKNOWN_KIND',
    message: `there is no kind of components called ${show(found)}.`,
    hint: `${match ? `did you mean ${match}?  ` : ''}kinds: ${kinds.join(', ')}`,
  };
}

/** @param like a name that would do */
export function invalidPluginName(found: string, like: string): Problem {
  return {
    code: 'CONTRASEG_INVALID_PLUGIN_NAME',
    message: `a component cannot be called ${show(found)}: names are lower-case words with hyphens between, at most 60 characters.`,
    hint: `for example ${like}; the package is then called contraseg-plugin-${like}`,
  };
}

/** @param who e.g. `contraseg has a loss` */
export function pluginNameTaken(name: string, who: string): Problem {
  return {
    code: 'CONTRASEG_PLUGIN_NAME_TAKEN',
    message: `${who} called "${name}" already.`,
    hint: `add a word that says what is different, such as my-${name}`,
  };
}

export function pluginFolderExists(folder: string): Problem {
  return {
    code: 'CONTRASEG_FILE_EXISTS',
    file: folder,
    message: 'the folder exists already, and nothing is overwritten.',
    hint: 'take another name, or run the command in another folder',
  };
}
