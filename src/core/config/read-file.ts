import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { configNotAnObject, configNotFound, configUnreadable } from '../errors/config.js';
import {
  configNotText,
  configTooLarge,
  moduleExportsNothing,
  noConfigInPackage,
  notAConfigFile,
  unknownConfigFormat,
} from '../errors/config-files.js';
import { ContrasegError, type Problem } from '../errors/index.js';
import { isPlainObject } from '../options/plain-object.js';
import { importDefault } from './module-loader.js';
import { parseYaml } from './parse-yaml.js';
import { plainData } from './plain-data.js';

const MAX_BYTES = 2 ** 20;
const TEXT = ['.yaml', '.yml', '.json'];
const MODULE = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/** Extensions that configurations may have. */
export const CONFIG_FORMATS: readonly string[] = [...TEXT, ...MODULE];

/**
 * What one configuration file says, as plain data.
 * @param file absolute
 */
export async function readConfigFile(file: string): Promise<Record<string, unknown>> {
  await checkFile(file);
  const value = plainData(await readValue(file), file);
  if (!isPlainObject(value)) throw new ContrasegError(configNotAnObject(file, value));
  return value;
}

/** Never opens what may block for ever: a pipe, a device. */
async function checkFile(file: string): Promise<void> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    const missing = error.code === 'ENOENT' || error.code === 'ENOTDIR';
    throw new ContrasegError(missing ? configNotFound(file) : configUnreadable(file, error), { cause: error });
  });
  if (!found.isFile()) throw new ContrasegError(notAConfigFile(file, found.isDirectory()));
  if (found.size > MAX_BYTES) throw new ContrasegError(configTooLarge(file, found.size));
}

async function readValue(file: string): Promise<unknown> {
  const extension = extname(file).toLowerCase();
  if (MODULE.includes(extension)) return readModule(file);
  if (!TEXT.includes(extension)) throw new ContrasegError(unknownConfigFormat(file, CONFIG_FORMATS));
  const value = await readText(file);
  if (basename(file) !== 'package.json') return value;
  if (isPlainObject(value) && Object.hasOwn(value, 'contraseg')) return value.contraseg;
  throw new ContrasegError(noConfigInPackage(file));
}

async function readModule(file: string): Promise<unknown> {
  let value: unknown;
  try {
    value = await importDefault(pathToFileURL(file).href, file);
  } catch (error) {
    if (error instanceof ContrasegError) throw error;
    throw new ContrasegError(configUnreadable(file, error), { cause: error });
  }
  if (isPlainObject(value) && Object.keys(value).length === 0) throw new ContrasegError(moduleExportsNothing(file));
  return value;
}

async function readText(file: string): Promise<unknown> {
  const bytes = await readFile(file).catch((error: Error) => {
    throw new ContrasegError(configUnreadable(file, error), { cause: error });
  });
  if (bytes.includes(0) || !isUtf8(bytes)) throw new ContrasegError(configNotText(file));
  try {
    return parseYaml(bytes.toString('utf8'));
  } catch (error) {
    if (!(error instanceof ContrasegError)) throw error;
    const unread = ({ message }: Problem) => `the file could not be read: ${message}`;
    throw new ContrasegError(error.problems.map((problem) => ({ ...problem, file, message: unread(problem) })));
  }
}
