import { installNative } from '../core/engine/native/install.js';

/** Runs after `npm ci` in a checkout: tries to bring the native engine, and never fails the installation. */
async function prepare(): Promise<void> {
  if (process.env.CONTRASEG_NATIVE === 'off') return;
  try {
    const { tensorflow } = await installNative();
    console.log(`contraseg: native engine ready (TensorFlow ${tensorflow})`);
  } catch (error) {
    console.log(`contraseg: no native engine, training will run on wasm (${(error as Error).message.split('\n')[0]}).`);
    console.log('contraseg: `npx contraseg native` tries again; `npx contraseg doctor` shows what works.');
  }
}

await prepare();
