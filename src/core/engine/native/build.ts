import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { lock } from 'proper-lockfile';
import { writeWhole } from '../../files/write-whole.js';
import { nativeDirectory, RECIPE, TFJS_VERSION } from './cache.js';
import { command } from './command.js';
import { compileAddon } from './compile.js';
import { ensurePackage } from './fetch-package.js';
import {
  ADDON,
  damagedFiles,
  fileHash,
  findBuilds,
  MANIFEST,
  type NativeBuild,
  type NativeManifest,
  PLATFORM,
  PRELOAD,
} from './native-build.js';
import { downloadWheel, LIBRARIES, linkInstalled, type TensorflowFiles } from './wheel.js';

export interface BuildOptions {
  /** Use the TensorFlow with CUDA kernels. */
  readonly gpu: boolean;
  /** Compare the content of a build that is there with its checksums. */
  readonly verify: boolean;
  /** Told what is being done. */
  readonly report: (line: string) => void;
}

/** Names of folders that only a run that was killed leaves behind. */
const UNFINISHED = 'unfinished-';

/**
 * A build of tfjs's addon against a TensorFlow wheel, from the cache or new. Any number of processes may call it at
 * once: one builds, the others wait; what a killed one left behind is removed, its lock expires after 15 seconds.
 */
export async function buildNative({ gpu, verify, report }: BuildOptions): Promise<NativeBuild> {
  await mkdir(nativeDirectory(), { recursive: true });
  const retries = { forever: true, minTimeout: 500, maxTimeout: 1000, maxRetryTime: 900_000 };
  const release = await lock(nativeDirectory(), { stale: 15_000, update: 3000, retries });
  try {
    const tfjsNode = await ensurePackage(report); // npm may have left it out although the addon was built before
    const present = findBuilds().find((build) => build.gpu === gpu);
    if (present && !(verify && (await isDamaged(present, report)))) return present;
    await removeUnfinished();
    return await build(gpu, tfjsNode, report);
  } finally {
    await release();
  }
}

async function isDamaged(build: NativeBuild, report: BuildOptions['report']): Promise<boolean> {
  const damaged = await damagedFiles(build);
  if (damaged.length > 0) report(`checksums differ, building again: ${damaged.join(', ')}`);
  return damaged.length > 0;
}

async function removeUnfinished(): Promise<void> {
  for (const name of await readdir(nativeDirectory())) {
    if (name.startsWith(UNFINISHED)) await rm(join(nativeDirectory(), name), { recursive: true, force: true });
  }
}

async function build(gpu: boolean, tfjsNode: string, report: BuildOptions['report']): Promise<NativeBuild> {
  const directory = await mkdtemp(join(nativeDirectory(), UNFINISHED));
  try {
    const tensorflow = (await linkInstalled(directory, gpu)) ?? (await downloadWheel(directory, gpu, report));
    report(`building the addon against TensorFlow ${tensorflow.version}`);
    await compileAddon(directory, tfjsNode);
    await tryOut(directory);
    return await finish(directory, tensorflow);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Loads the addon in a process of its own, which libraries that do not fit the processor would end. */
async function tryOut(directory: string): Promise<void> {
  const files = [PRELOAD, ADDON].map((name) => JSON.stringify(join(directory, name)));
  await command(process.execPath, ['-e', files.map((file) => `require(${file})`).join(';')], { timeout: 60_000 });
}

/** Drops what only the compiler needed, writes the manifest and moves the build to its place in one step. */
async function finish(directory: string, { version, gpu }: TensorflowFiles): Promise<NativeBuild> {
  for (const name of ['tensorflow/include', 'wheels']) {
    await rm(join(directory, name), { recursive: true, force: true });
  }
  const files: Record<string, { size: number; sha256: string }> = {};
  for (const name of [ADDON, PRELOAD, ...LIBRARIES.map((library) => `tensorflow/${library}`)]) {
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
  await writeWhole(join(directory, MANIFEST), JSON.stringify(manifest, null, 2));
  const name = `tfjs-${TFJS_VERSION}-tensorflow-${gpu ? 'gpu-' : 'cpu-'}${version}-${PLATFORM}-${RECIPE}`;
  const place = join(nativeDirectory(), name);
  await rm(place, { recursive: true, force: true });
  await rename(directory, place);
  return { ...manifest, directory: place };
}
