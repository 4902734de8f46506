import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { nativeDirectory, RECIPE, TFJS_VERSION } from './cache.js';

/** What a finished build says about itself, in `build.json` beside its files. */
export interface NativeManifest {
  readonly tensorflow: string;
  readonly tfjs: string;
  readonly platform: string;
  /** See `RECIPE`. */
  readonly recipe: number;
  /** Whether TensorFlow's libraries bring CUDA kernels. */
  readonly gpu: boolean;
  /** Size in bytes and SHA-256 of every file that is loaded, by path within the build. */
  readonly files: Readonly<Record<string, { readonly size: number; readonly sha256: string }>>;
}

export interface NativeBuild extends NativeManifest {
  readonly directory: string;
}

export const MANIFEST = 'build.json';
export const ADDON = 'tfjs_binding.node';
export const PRELOAD = 'preload.node';
export const PLATFORM = `${process.platform}-${process.arch}`;

/** Finished builds for this platform and tfjs release whose files are all there, builds with CUDA first, then the newest TensorFlow. */
export function findBuilds(): NativeBuild[] {
  if (!existsSync(nativeDirectory())) return [];
  const builds = readdirSync(nativeDirectory()).flatMap((name) => {
    const build = readBuild(join(nativeDirectory(), name));
    return build && isUsable(build) ? [build] : [];
  });
  return builds.sort(
    (a, b) => Number(b.gpu) - Number(a.gpu) || b.tensorflow.localeCompare(a.tensorflow, undefined, { numeric: true }),
  );
}

function readBuild(directory: string): NativeBuild | undefined {
  try {
    return { ...(JSON.parse(readFileSync(join(directory, MANIFEST), 'utf8')) as NativeManifest), directory };
  } catch {
    return undefined; // no build, or one that was killed half way
  }
}

/** Compares sizes only: hashing TensorFlow's libraries takes a second, see `damagedFiles`. */
function isUsable(build: NativeBuild): boolean {
  if (build.platform !== PLATFORM || build.tfjs !== TFJS_VERSION || build.recipe !== RECIPE) return false;
  return Object.entries(build.files).every(
    ([name, { size }]) => statSync(join(build.directory, name), { throwIfNoEntry: false })?.size === size,
  );
}

/** Files whose content is not what was built. */
export async function damagedFiles(build: NativeBuild): Promise<string[]> {
  const damaged: string[] = [];
  for (const [name, { sha256 }] of Object.entries(build.files)) {
    if ((await fileHash(join(build.directory, name))) !== sha256) damaged.push(name);
  }
  return damaged;
}

export async function fileHash(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
