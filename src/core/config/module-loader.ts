import { realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Jiti } from 'jiti';

const shared = new Map<string, () => Promise<unknown>>();

/**
 * Hands a module that must exist once per process (contraseg itself, tfjs, zod) to every configuration and local plugin,
 * so that these need no installation of their own and share our classes, engine and schemas.
 */
export function shareModule(name: string, load: () => Promise<unknown>): void {
  shared.set(name, load);
}

async function loaderFor(file: string): Promise<Jiti> {
  const entries = [...shared].map(async ([name, load]) => [name, await load()] as const);
  const virtualModules = Object.fromEntries(await Promise.all(entries));
  // Configurations in YAML or JSON without plugins of their own need not wait for it.
  const { createJiti } = await import('jiti');
  return createJiti(pathToFileURL(file).href, { moduleCache: false, virtualModules });
}

/** Where `specifier` leads from `file`, or undefined when nothing of that name is installed there. */
export async function resolveModule(specifier: string, file: string): Promise<string | undefined> {
  if (specifier === 'contraseg' || specifier.startsWith('contraseg/')) return resolveOwn(specifier);
  const jiti = await loaderFor(file);
  try {
    const url = jiti.esmResolve(specifier, { parentURL: pathToFileURL(file), try: true });
    // A pipe or a device would be read for ever.
    return url?.startsWith('file:') && statSync(fileURLToPath(url)).isFile() ? url : undefined;
  } catch {
    return undefined;
  }
}

/** The module's default export, or its namespace where it has none. */
export async function importDefault(url: string, file: string): Promise<unknown> {
  if (isOwn(url)) return defaultOf(await import(url));
  const jiti = await loaderFor(file);
  return defaultOf(await jiti.import(url));
}

/** A package of which there must be one copy, as the importing file finds it and as we do. */
export interface SecondCopy {
  readonly package: string;
  readonly theirs: string;
  readonly ours: string;
}

/**
 * Whether a module would run with a contraseg or tfjs other than ours: its components would be unknown to our registry, its
 * tensors to our engine. Looked for from where the module really lies, which for a linked package is its author's checkout.
 * TypeScript outside of node_modules is handed ours in any case.
 */
export function secondCopy(module: string): SecondCopy | undefined {
  const url = pathToFileURL(realpathSync(fileURLToPath(module))).href;
  if (isOwn(url) || (/\.[mc]?tsx?$/.test(url) && !url.includes('/node_modules/'))) return undefined;
  for (const name of ['contraseg', '@tensorflow/tfjs']) {
    const [theirs, ours] = [folderOf(name, url), folderOf(name, import.meta.url)];
    if (theirs && ours && theirs !== ours) return { package: name, theirs, ours };
  }
  return undefined;
}

function folderOf(name: string, from: string): string | undefined {
  try {
    return dirname(createRequire(from).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}

/** Our own sub-packages are found also where contraseg is not installed beside the config. */
function resolveOwn(specifier: string): string | undefined {
  try {
    return import.meta.resolve(specifier);
  } catch {
    return undefined;
  }
}

function isOwn(url: string): boolean {
  return url.startsWith(new URL('../../', import.meta.url).href);
}

function defaultOf(module: unknown): unknown {
  return typeof module === 'object' && module !== null && 'default' in module ? module.default : module;
}
