import * as tf from '@tensorflow/tfjs';

/** What computes, fastest first. WebGPU and wasm are there where the application imported their backends. */
export const WEB_ENGINES = ['webgpu', 'webgl', 'wasm', 'cpu'] as const;

export type WebEngine = (typeof WEB_ENGINES)[number];

/**
 * Takes the first of the engines that is registered and starts on this machine.
 * @throws Error where none does
 */
export async function selectWebEngine(engines: readonly WebEngine[]): Promise<WebEngine> {
  for (const engine of engines) {
    if (tf.findBackendFactory(engine) && (await tf.setBackend(engine))) {
      await tf.ready();
      return engine;
    }
  }
  const registered = WEB_ENGINES.filter((engine) => tf.findBackendFactory(engine));
  throw new Error(
    `contraseg: none of ${engines.join(', ')} starts here; registered: ${registered.join(', ') || 'none'}. ` +
      'webgpu and wasm need an import of @tensorflow/tfjs-backend-webgpu or @tensorflow/tfjs-backend-wasm.',
  );
}
