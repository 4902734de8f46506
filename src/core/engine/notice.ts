import type { EngineInfo, EngineName } from './select-engine.js';

/** The command that brings an engine where it does not load. */
export const REMEDIES: Readonly<Record<EngineName, string | undefined>> = {
  'native-gpu': 'npx contraseg native --gpu',
  'native-cpu': 'npx contraseg native',
  wasm: 'npm install @tensorflow/tfjs-backend-wasm',
  cpu: undefined,
};

/** What an engine costs against TensorFlow on the same processor, by docs/results.md. */
const COSTS: Partial<Record<EngineName, string>> = {
  wasm: 'one thread, several times slower than TensorFlow',
  cpu: 'plain JavaScript, hundreds of times slower than TensorFlow',
};

/** One line for a run's user: which engine it took and why, and for a slow one what that costs and what mends it. */
export function engineNotice({ name, reason }: EngineInfo): string {
  const cost = COSTS[name];
  const mended = cost ? `\n  ${cost}; mend it with: ${REMEDIES['native-cpu']}` : '';
  return `engine ${name}: ${reason}${mended}`;
}
