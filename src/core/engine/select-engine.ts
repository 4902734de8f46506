import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs';
import type { Cluster } from '../distributed/cluster.js';
import { engineWithoutCluster } from '../errors/cluster.js';
import { ContrasegError } from '../errors/contraseg-error.js';
import { engineUnavailable } from '../errors/engine.js';
import { registerGradients } from './gradients/register-gradients.js';
import { loadNative, NATIVE_BACKEND } from './native/load.js';
import type { OneDnn } from './native/one-dnn.js';
import { registerNativeKernels } from './native/register-kernels.js';
import { ENGINE_REQUESTS, type EngineRequest } from './requests.js';
import { loadWasm, WASM_BACKEND } from './wasm/load.js';

export type EngineName = Exclude<EngineRequest, 'auto'>;

const ENGINE_NAMES = ENGINE_REQUESTS.filter((request) => request !== 'auto');

export interface EngineInfo {
  readonly name: EngineName;
  /** The tfjs backend that runs it: `tensorflow`, `wasm` or `cpu`. */
  readonly backend: string;
  /** Version of TensorFlow's C library, of the native engines. */
  readonly tensorflow?: string;
  /** Of the native engines; it changes the bits of results. */
  readonly oneDnn?: OneDnn;
  /** Threads that one operation may use. */
  readonly threads: number;
  /** Why this engine, in one line. */
  readonly reason: string;
}

export interface EngineOptions {
  /** Threads that one operation may use; all processors by default. Fixed for the process once TensorFlow is loaded. */
  readonly threads?: number;
  /** The processes to train with, which are joined while TensorFlow is loaded; see `collectiveOf`. */
  readonly cluster?: Cluster | undefined;
}

/**
 * Makes an engine tfjs's backend, with contraseg's kernels and gradients.
 * @param request an engine's name, or `auto`: the first of native-gpu, native-cpu, wasm and cpu that loads
 * @throws ContrasegError where the engine that was named does not load, cannot join the cluster, or loses it
 */
export function selectEngine(request: EngineRequest = 'auto', options: EngineOptions = {}): Promise<EngineInfo> {
  const selected = before.then(() => select(request, options));
  before = selected.catch(() => undefined);
  return selected;
}

/** tfjs has one backend at a time, and starting it twice at once fails: one selection after the other. */
let before: Promise<unknown> = Promise.resolve();

async function select(request: EngineRequest, options: EngineOptions): Promise<EngineInfo> {
  const { cluster } = options;
  if (request !== 'auto') {
    if (cluster && !JOINING.includes(request)) throw withoutCluster(request, cluster, 'it computes in one process');
    return start(request, options, 'asked for');
  }
  const failures: string[] = [];
  for (const name of cluster ? JOINING : ENGINE_NAMES) {
    try {
      const reason = failures.length === 0 ? 'the best that loads' : `the best that loads (${failures.join('; ')})`;
      return await start(name, options, reason);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      failures.push(`${name}: ${((error as Error).cause as Error).message}`);
    }
  }
  if (cluster) throw withoutCluster('auto', cluster, failures.join('; '));
  throw new ContrasegError(engineUnavailable('auto', failures.join('; ')));
}

/** The engines whose runtime reaches other processes. */
const JOINING: readonly EngineName[] = ['native-gpu', 'native-cpu'];

function withoutCluster(engine: string, { tasks }: Cluster, reason: string): ContrasegError {
  return new ContrasegError(engineWithoutCluster(engine, tasks.length, reason));
}

function isUnavailable(error: unknown): boolean {
  return error instanceof ContrasegError && error.code === 'CONTRASEG_ENGINE_UNAVAILABLE';
}

async function start(name: EngineName, options: EngineOptions, reason: string): Promise<EngineInfo> {
  try {
    const started = await STARTERS[name](options);
    registerGradients();
    return { name, ...started, reason };
  } catch (error) {
    if (error instanceof ContrasegError) throw error;
    throw new ContrasegError(engineUnavailable(name, (error as Error).message), { cause: error });
  }
}

type Started = Omit<EngineInfo, 'name' | 'reason'>;

const STARTERS: Record<EngineName, (options: EngineOptions) => Promise<Started>> = {
  'native-gpu': (options) => startNative(options, true),
  'native-cpu': (options) => startNative(options, false),
  wasm: async () => {
    await loadWasm();
    return { backend: WASM_BACKEND, threads: 1 };
  },
  cpu: async () => {
    await activate('cpu');
    Object.assign(tf.backend(), { firstUse: false }); // it would advise tfjs's own native package
    return { backend: 'cpu', threads: 1 };
  },
};

async function startNative({ threads, cluster }: EngineOptions, gpu: boolean): Promise<Started> {
  const native = loadNative({ threads, cluster, hideGpu: !gpu });
  if (gpu && !native.gpu) throw new Error('TensorFlow sees no GPU');
  if (!gpu && native.gpu) throw new Error('TensorFlow was loaded with its GPU');
  await activate(NATIVE_BACKEND);
  registerNativeKernels();
  const limit = Number(process.env.TF_NUM_INTRAOP_THREADS) || availableParallelism();
  return { backend: NATIVE_BACKEND, tensorflow: native.tensorflow, oneDnn: native.oneDnn, threads: limit };
}

async function activate(backend: string): Promise<void> {
  if (!(await tf.setBackend(backend))) throw new Error(`tfjs could not start its backend "${backend}"`);
  await tf.ready();
}
