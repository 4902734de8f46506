import { installNative } from '../core/engine/native/install.js';

/** Runs after `npm ci` in a checkout: tries to bring the native engine, and never fails the installation. */
async function prepare(): Promise<void> {
  if (process.env.CONTRASEG_NATIVE === 'off') return;
  try {
    const { tensorflow } = await installNative();
    console.log(`contraseg: native engine ready (TensorFlow ${tensorflow})`);
  } catch (error) {
    const reason = (error as Error).message.split('\n')[0];
    console.log(`contraseg: training will run on wasm, \`npx contraseg native\` tries again (${reason})`);
  }
}

await prepare();
