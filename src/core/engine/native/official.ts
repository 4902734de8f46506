import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { command } from './command.js';

const HOST = 'https://storage.googleapis.com/tensorflow/';

/** The addon that the package's own installer left behind, with the TensorFlow that it downloaded. */
export function officialAddon(tfjsNode: string): string | undefined {
  const lib = join(tfjsNode, 'lib');
  if (!existsSync(lib)) return undefined;
  const addons = readdirSync(lib).map((name) => join(lib, name, 'tfjs_binding.node'));
  return addons.filter((file) => existsSync(file)).at(-1);
}

/** Runs the package's own installer, where its download host answers. It brings TensorFlow 2.9, or older. */
export async function runOfficialInstaller(tfjsNode: string, gpu: boolean): Promise<string> {
  await fetch(HOST, { method: 'HEAD', signal: AbortSignal.timeout(5000) }).catch(() => {
    throw new Error(`the official installer's host ${new URL(HOST).host} does not answer`);
  });
  const script = join(tfjsNode, 'scripts/install.js');
  await command(process.execPath, [script, gpu ? 'gpu' : 'cpu', 'download'], { cwd: tfjsNode });
  const addon = officialAddon(tfjsNode);
  if (!addon) throw new Error('the official installer left no addon');
  return addon;
}
