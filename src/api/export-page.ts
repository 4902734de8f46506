import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { noPageScript } from '../core/errors/exported.js';
import { ContrasegError } from '../core/errors/index.js';
import { PAGE } from '../web/page/html.js';

const SCRIPT = fileURLToPath(new URL('../web/page/bundle.js', import.meta.url));

/** Which of them is fetched depends on the browser, and on whether the server isolates the page, as threads want it. */
const WASM = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm', 'tfjs-backend-wasm-threaded-simd.wasm'];

/** The files of the page beside those of the model. It asks for nothing else: tfjs is in its script. */
export async function readPage(): Promise<Record<string, string | Uint8Array>> {
  const tfjs = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  const wasm = WASM.map(async (name) => [name, await readFile(join(tfjs, 'dist', name))] as const);
  return { 'index.html': PAGE, 'page.js': await readScript(), ...Object.fromEntries(await Promise.all(wasm)) };
}

async function readScript(): Promise<Uint8Array> {
  try {
    return await readFile(SCRIPT);
  } catch (error) {
    throw new ContrasegError(noPageScript(SCRIPT), { cause: error });
  }
}
