import { join } from 'node:path';
import envPaths from 'env-paths';

/** The tfjs release whose JavaScript and C++ sources the native engine is made of. */
export const TFJS_VERSION = '4.22.0';

/** The per-user folder for what is built or downloaded once; `CONTRASEG_CACHE` overrides it. */
export function cacheDirectory(): string {
  return process.env.CONTRASEG_CACHE || envPaths('contraseg', { suffix: '' }).cache;
}

/** Holds one folder per native build, see `NativeBuild`. */
export function nativeDirectory(): string {
  return join(cacheDirectory(), 'native');
}

/** Counts up when our own sources or flags change, so that older builds are made again. */
export const RECIPE = 11;
