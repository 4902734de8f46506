import { buildNative } from '../core/engine/native/build.js';

/** Runs after `npm ci` in a checkout: tries to bring the native engine, and never fails the installation. */
async function prepare(): Promise<void> {
  if (process.env.CONTRASEG_NATIVE === 'off') return;
  try {
    const build = await buildNative();
    console.log(`contraseg: native engine ready (TensorFlow ${build.tensorflow})`);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    console.log(`contraseg: no native engine (${reason}); training will run on wasm. Try: npx contraseg native`);
  }
}

await prepare();
