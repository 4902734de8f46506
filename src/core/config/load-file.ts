import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { cosmiconfig } from 'cosmiconfig';
import YAML from 'yaml';
import {
  configNotAnObject,
  configNotFound,
  configUnreadable,
  extendsCycle,
  extendsNotFound,
  noConfigDiscovered,
} from '../errors/config.js';
import { ContrasegError } from '../errors/index.js';
import { isPlainObject } from '../registry/registry.js';
import type { ConfigLayer } from './layers.js';
import { importDefault, resolveModule } from './module-loader.js';

const loadModule = (file: string): Promise<unknown> => importDefault(pathToFileURL(file).href, file);
const loadYaml = (_file: string, text: string): unknown => YAML.parse(text, { prettyErrors: true });

const explorer = cosmiconfig('contraseg', {
  searchStrategy: 'project',
  stopDir: undefined,
  searchPlaces: [
    'contraseg.config.yaml',
    'contraseg.config.yml',
    'contraseg.config.json',
    'contraseg.config.ts',
    'contraseg.config.js',
    'contraseg.config.mjs',
    'package.json',
  ],
  loaders: {
    '.yaml': loadYaml,
    '.yml': loadYaml,
    '.ts': loadModule,
    '.mts': loadModule,
    '.js': loadModule,
    '.mjs': loadModule,
  },
});

/** The configuration file that applies to a folder: in it, or in a folder above it up to the package's root. */
export async function discoverConfig(directory: string): Promise<string> {
  const found = await explorer.search(directory);
  if (!found) throw new ContrasegError(noConfigDiscovered(directory));
  return found.filepath;
}

/** Loads a file and everything it extends, the most basic layer first. */
export async function loadConfigFile(file: string, chain: readonly string[] = []): Promise<ConfigLayer[]> {
  const absolute = resolve(file);
  if (chain.includes(absolute)) {
    throw new ContrasegError(extendsCycle([...chain.slice(chain.indexOf(absolute)), absolute]));
  }
  const { extends: parents, ...value } = await readConfigFile(absolute);
  return extendLayers(parents, { value, origin: { source: absolute, directory: dirname(absolute) } }, [
    ...chain,
    absolute,
  ]);
}

/** Puts the layers of `parents` below `layer`. */
export async function extendLayers(
  parents: unknown,
  layer: ConfigLayer,
  chain: readonly string[] = [],
): Promise<ConfigLayer[]> {
  const layers: ConfigLayer[] = [];
  for (const parent of parents === undefined ? [] : [parents].flat()) {
    const target = await resolveExtends(String(parent), layer.origin.source, layer.origin.directory);
    layers.push(...(await loadConfigFile(target, chain)));
  }
  return [...layers, layer];
}

async function resolveExtends(target: string, source: string, directory: string): Promise<string> {
  const beside = resolve(directory, target);
  if (existsSync(beside)) return beside;
  const url = target.startsWith('.') ? undefined : await resolveModule(target, resolve(directory, 'config'));
  if (!url) throw new ContrasegError(extendsNotFound(source, target));
  return fileURLToPath(url);
}

async function readConfigFile(file: string): Promise<Record<string, unknown>> {
  if (!existsSync(file)) throw new ContrasegError(configNotFound(file));
  let value: unknown;
  try {
    value = (await explorer.load(file))?.config;
  } catch (error) {
    if (error instanceof ContrasegError) throw error;
    throw new ContrasegError(configUnreadable(file, error), { cause: error });
  }
  if (!isPlainObject(value)) throw new ContrasegError(configNotAnObject(file, value));
  return value;
}
