import { existsSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cacheDirectory, TFJS_VERSION } from './cache.js';

export const TFJS_NODE = '@tensorflow/tfjs-node-gpu';

const require = createRequire(import.meta.url);

/** Where the package is put when npm left it out of node_modules. */
export function fetchedPackageRoot(): string {
  return join(cacheDirectory(), `tfjs-node-gpu-${TFJS_VERSION}`);
}

/** The folder of the `@tensorflow/tfjs-node-gpu` package: from node_modules, else from the cache. */
export function findPackage(): string | undefined {
  try {
    return dirname(require.resolve(`${TFJS_NODE}/package.json`));
  } catch {
    const fetched = join(fetchedPackageRoot(), 'node_modules', TFJS_NODE);
    return existsSync(join(fetched, 'package.json')) ? fetched : undefined;
  }
}

interface Resolver {
  _resolveFilename(request: string, ...rest: unknown[]): string;
}

/**
 * Runs `load` with every `@tensorflow/tfjs…` import resolved from here. Two copies of tfjs-core do not know each
 * other's tensors, and the package in the cache would find its own.
 */
export function sharingTfjs<T>(load: () => T): T {
  const resolver = Module as unknown as Resolver;
  const original = resolver._resolveFilename;
  const ours = new Map(['@tensorflow/tfjs', '@tensorflow/tfjs-core'].map((name) => [name, require.resolve(name)]));
  resolver._resolveFilename = (request, ...rest) => ours.get(request) ?? original.call(Module, request, ...rest);
  try {
    return load();
  } finally {
    resolver._resolveFilename = original;
  }
}
