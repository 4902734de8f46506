import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cosmiconfig, defaultLoaders } from 'cosmiconfig';
import {
  configUnreadable,
  extendsCycle,
  extendsNotAPath,
  extendsNotFound,
  extendsTooMany,
  noConfigDiscovered,
} from '../errors/config.js';
import { ContrasegError } from '../errors/index.js';
import type { ConfigLayer } from './layers.js';
import { resolveModule } from './module-loader.js';
import { CONFIG_FORMATS, readConfigFile } from './read-file.js';

/** Files of one configuration, those counted twice that are extended twice. */
const MAX_FILES = 100;

/** Finds files only; a file that is broken is found too, and named by `readConfigFile`. */
const explorer = cosmiconfig('contraseg', {
  searchStrategy: 'project',
  stopDir: undefined,
  cache: false,
  ignoreEmptySearchPlaces: false,
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
    ...Object.fromEntries(CONFIG_FORMATS.map((extension) => [extension, () => ({})])),
    '.json': (file, text) => (file.endsWith('package.json') ? (defaultLoaders['.json'](file, text) as unknown) : {}),
  },
});

/** The configuration file that applies to a folder: in it, or in a folder above it up to the package's root. */
export async function discoverConfig(directory: string): Promise<string> {
  const found = await explorer.search(directory).catch((error: unknown) => {
    throw new ContrasegError(configUnreadable(directory, error), { cause: error });
  });
  if (!found) throw new ContrasegError(noConfigDiscovered(directory));
  return found.filepath;
}

/** Loads a file and everything it extends, the most basic layer first. */
export async function loadConfigFile(file: string, chain: readonly string[] = []): Promise<ConfigLayer[]> {
  const absolute = resolve(file);
  if (chain.includes(absolute)) {
    throw new ContrasegError(extendsCycle([...chain.slice(chain.indexOf(absolute)), absolute]));
  }
  const { extends: parents, $schema: _, ...value } = await readConfigFile(absolute);
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
  const { source, directory } = layer.origin;
  const layers: ConfigLayer[] = [];
  for (const parent of parents === undefined ? [] : Array.isArray(parents) ? (parents as unknown[]) : [parents]) {
    if (typeof parent !== 'string' || parent === '') throw new ContrasegError(extendsNotAPath(source, parents));
    layers.push(...(await loadConfigFile(await resolveExtends(parent, source, directory), chain)));
    if (layers.length >= MAX_FILES) throw new ContrasegError(extendsTooMany(source, MAX_FILES));
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
