import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ContrasegError, type Problem } from '../core/errors/index.js';
import { invalidPluginName, pluginFolderExists, pluginNameTaken, unknownKind } from '../core/errors/scaffold.js';
import { makeFolder } from '../core/files/make-folder.js';
import { writeWhole } from '../core/files/write-whole.js';
import { KINDS, type Kind } from '../core/interfaces/component-types.js';
import { isTaken } from '../scaffold/component-file.js';
import { type PartName, partName } from '../scaffold/name.js';
import { pluginFiles } from '../scaffold/plugin-files.js';
import { isShipped } from './plugins.js';

export interface CreatePluginOptions {
  /** Where the package's folder is made; the working directory when absent. */
  readonly parent?: string;
}

export interface CreatedPlugin {
  /** Its folder too is called this. */
  readonly package: string;
  readonly folder: string;
  /** Paths in the folder. */
  readonly files: readonly string[];
}

/**
 * Writes a package, `contraseg-plugin-<name>`, whose one component of this kind compiles, trains and passes its conformance
 * suite as it is.
 * @param name as configurations will write it, e.g. `soft-dice`
 * @throws ContrasegError where kind or name will not do, with both problems, and where the folder exists
 */
export async function createPlugin(
  kind: string,
  name: string,
  { parent = '.' }: CreatePluginOptions = {},
): Promise<CreatedPlugin> {
  const known = KINDS.find((each) => each === kind);
  const part = partName(name);
  const problems = [
    ...(known ? [] : [unknownKind(kind, KINDS)]),
    ...(part ? [] : [invalidPluginName(name, likeName(name))]),
    ...(known && part ? nameProblems(known, part) : []),
  ];
  if (!known || !part || problems.length > 0) throw new ContrasegError(problems);

  const folder = join(parent, part.package);
  if (existsSync(folder)) throw new ContrasegError(pluginFolderExists(folder));
  const files = pluginFiles(known, part);
  for (const [file, text] of files) {
    await makeFolder(dirname(join(folder, file)));
    await writeWhole(join(folder, file), text);
  }
  return { package: part.package, folder, files: [...files.keys()] };
}

function nameProblems(kind: Kind, part: PartName): Problem[] {
  if (isShipped(kind, part.type)) return [pluginNameTaken(part.type, `contraseg brings a ${kind}`)];
  return isTaken(kind, part) ? [pluginNameTaken(part.type, `the package of a ${kind} has something`)] : [];
}

/** The nearest name that would do. */
function likeName(given: string): string {
  const words =
    given
      .replace(/([a-z])([A-Z])/g, '$1-$2')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  return partName(words.join('-'))?.type ?? 'soft-dice';
}
