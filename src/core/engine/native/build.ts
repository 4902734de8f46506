import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nativeDirectory, RECIPE, TFJS_VERSION } from './cache.js';
import { compileAddon } from './compile.js';
import {
  ADDON,
  fileHash,
  findBuilds,
  MANIFEST,
  type NativeBuild,
  type NativeManifest,
  PLATFORM,
  PRELOAD,
} from './native-build.js';
import { findPackage, TFJS_NODE } from './tfjs-node-package.js';
import { downloadWheel, linkInstalled, type TensorflowFiles } from './wheel.js';

export interface BuildOptions {
  /** Use the TensorFlow with CUDA kernels. */
  readonly gpu?: boolean;
  /** Told what is being done. */
  readonly report?: (line: string) => void;
}

/** The native engine for this machine: the build in the cache, else a new one. */
export async function buildNative(options: BuildOptions = {}): Promise<NativeBuild> {
  const { gpu = false, report = () => undefined } = options;
  const present = findBuilds().find((build) => build.gpu === gpu);
  if (present) return present;
  const tfjsNode = findPackage();
  if (!tfjsNode) throw new Error(`the package ${TFJS_NODE} is not installed`);
  await mkdir(nativeDirectory(), { recursive: true });
  const directory = await mkdtemp(join(nativeDirectory(), 'unfinished-'));
  try {
    report(`fetching TensorFlow${gpu ? ' with CUDA' : ''}`);
    const tensorflow = (await linkInstalled(directory, gpu)) ?? (await downloadWheel(directory, gpu));
    report(`building the addon against TensorFlow ${tensorflow.version}`);
    await compileAddon(directory, tfjsNode);
    return await finish(directory, tensorflow);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Drops what only the compiler needed, writes the manifest and moves the build to its place in one step. */
async function finish(directory: string, { version, gpu }: TensorflowFiles): Promise<NativeBuild> {
  for (const name of ['tensorflow/include', 'wheels', 'preload.cc', 'log-level.cc']) {
    await rm(join(directory, name), { recursive: true, force: true });
  }
  const names = [ADDON, PRELOAD, 'tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2'];
  const files: Record<string, { size: number; sha256: string }> = {};
  for (const name of names) {
    const file = join(directory, name);
    files[name] = { size: (await stat(file)).size, sha256: await fileHash(file) };
  }
  const manifest: NativeManifest = {
    tensorflow: version,
    tfjs: TFJS_VERSION,
    platform: PLATFORM,
    recipe: RECIPE,
    gpu,
    files,
  };
  await writeFile(join(directory, MANIFEST), JSON.stringify(manifest, null, 2));
  const name = `tfjs-${TFJS_VERSION}-tensorflow-${gpu ? 'gpu-' : 'cpu-'}${version}-${PLATFORM}-${RECIPE}`;
  const place = join(nativeDirectory(), name);
  await rm(place, { recursive: true, force: true });
  await rename(directory, place);
  return { ...manifest, directory: place };
}
