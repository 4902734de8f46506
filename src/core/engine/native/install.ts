import { mkdir } from 'node:fs/promises';
import { buildNative } from './build.js';
import { cacheDirectory } from './cache.js';
import { ensurePackage } from './fetch-package.js';
import { officialAddon, runOfficialInstaller } from './official.js';

export interface InstallOptions {
  /** Use the TensorFlow with CUDA kernels. */
  readonly gpu?: boolean;
  /** Compare what is there with its checksums. */
  readonly verify?: boolean;
  /** Told what is being done. */
  readonly report?: (line: string) => void;
}

/** Where the native engine is. */
export interface InstalledNative {
  readonly tensorflow?: string;
  readonly place: string;
}

/**
 * Puts the native engine together: on Linux built against a current TensorFlow wheel, elsewhere, or where that fails,
 * by the package's own installer.
 * @throws Error that says in one line why neither worked
 */
export async function installNative(options: InstallOptions = {}): Promise<InstalledNative> {
  const { gpu = false, verify = false, report = () => undefined } = options;
  await mkdir(cacheDirectory(), { recursive: true });
  if (process.platform !== 'linux') return installOfficial(gpu, report);
  try {
    const build = await buildNative({ gpu, verify, report });
    return { tensorflow: build.tensorflow, place: build.directory };
  } catch (error) {
    const reason = (error as Error).message.trim().split('\n').at(-1);
    report(`no build against a wheel: ${reason}`);
    try {
      return await installOfficial(gpu, report);
    } catch (second) {
      throw new Error(`${reason}; ${(second as Error).message}`, { cause: error });
    }
  }
}

async function installOfficial(gpu: boolean, report: (line: string) => void): Promise<InstalledNative> {
  const tfjsNode = await ensurePackage(report);
  const present = officialAddon(tfjsNode);
  if (present) return { place: present };
  report('trying the official installer');
  return { place: await runOfficialInstaller(tfjsNode, gpu) };
}
