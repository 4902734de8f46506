import { type InstalledNative, type InstallOptions, installNative as install } from '../core/engine/native/install.js';
import { nativeNotInstalled } from '../core/errors/engine.js';
import { ContrasegError } from '../core/errors/index.js';

/**
 * Puts the native TensorFlow engine together on this machine, in the user's cache; a complete one is left as it is.
 * @throws ContrasegError that says why neither a build nor the official installer worked
 */
export async function installNative(options: Omit<InstallOptions, 'verify'> = {}): Promise<InstalledNative> {
  try {
    return await install({ ...options, verify: true });
  } catch (error) {
    throw new ContrasegError(nativeNotInstalled((error as Error).message), { cause: error });
  }
}
