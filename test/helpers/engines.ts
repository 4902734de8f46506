import * as tf from '@tensorflow/tfjs';
import { type EngineInfo, type EngineName, selectEngine } from '../../src/core/engine/index.js';

const CANDIDATES: readonly EngineName[] = ['native-cpu', 'wasm', 'cpu'];

/** The engines that load in this process, best first; the last one stays selected. */
export async function engines(): Promise<EngineName[]> {
  const loading: EngineName[] = [];
  for (const name of CANDIDATES) {
    if (await loads(name)) loading.push(name);
  }
  return loading;
}

/** Selects the fastest engine that loads in this process. */
export async function useFastest(): Promise<EngineInfo> {
  const [fastest] = await engines();
  return selectEngine(fastest!);
}

/** Selects an engine for what follows in this process. */
export function useEngine(name: EngineName): Promise<EngineInfo> {
  return selectEngine(name);
}

async function loads(name: EngineName): Promise<boolean> {
  try {
    await selectEngine(name);
    return true;
  } catch {
    return false;
  }
}

/** Runs `body` once with each engine that loads; tensors that it leaves undisposed are counted. */
export async function onEachEngine(body: (engine: EngineInfo) => Promise<void> | void): Promise<void> {
  for (const name of await engines()) {
    const engine = await useEngine(name);
    const before = tf.memory().numTensors;
    await body(engine);
    const left = tf.memory().numTensors - before;
    if (left !== 0) throw new Error(`${name}: ${left} tensors were left behind`);
  }
}
