import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { Cluster } from '../../distributed/cluster.js';
import { joining } from './join-cluster.js';
import { ADDON, findBuilds, type NativeBuild, PRELOAD } from './native-build.js';
import type { NodeBackend, NodeBinding } from './node-backend.js';
import { restoreNodeUtil } from './node-util.js';
import { officialAddon } from './official.js';
import { enableOneDnn, type OneDnn } from './one-dnn.js';
import { findPackage, sharingTfjs, TFJS_NODE } from './tfjs-node-package.js';

/** The name under which tfjs knows the native backend. */
export const NATIVE_BACKEND = 'tensorflow';

export interface LoadedNative {
  readonly tensorflow: string;
  readonly gpu: boolean;
  readonly oneDnn: OneDnn;
  /** Whether to use the kernels of `cpp`: the official addon lacks them, and they would take tensors away from a GPU. */
  readonly ourKernels: boolean;
  /** The processes that it was loaded with. */
  readonly cluster?: Cluster | undefined;
}

const require = createRequire(import.meta.url);
let loaded: LoadedNative | undefined;
let oneDnn: OneDnn | undefined; // decided once: what contraseg set is no user's wish when loading is tried again

export interface LoadOptions {
  /** Leaves CUDA devices alone. */
  readonly hideGpu?: boolean;
  /** Threads of one operation. TensorFlow reads it once, when it is loaded. */
  readonly threads?: number;
  /** The processes that TensorFlow joins while it is loaded. */
  readonly cluster?: Cluster | undefined;
}

/** Loads TensorFlow into this process, once, and registers its backend. Throws an Error that says what is missing. */
export function loadNative(options: LoadOptions = {}): LoadedNative {
  const { cluster } = options;
  if (loaded && cluster && !loaded.cluster) throw new Error('TensorFlow was loaded before it could join the others');
  if (loaded) return loaded;
  const tfjsNode = findPackage();
  if (!tfjsNode) throw new Error(`the package ${TFJS_NODE} is not installed`);
  const build = findBuild(options.hideGpu ?? false);
  if (cluster && !build) throw new Error("the official addon joins no cluster, only contraseg's own build does");
  const addons = build ? [join(build.directory, PRELOAD), join(build.directory, ADDON)] : [official(tfjsNode)];
  prepareEnvironment(options);
  oneDnn ??= enableOneDnn();
  restoreNodeUtil();
  const load = () => sharingTfjs(() => register(tfjsNode, addons, build !== undefined));
  loaded = { ...(cluster ? joining(cluster, load) : load()), oneDnn, cluster };
  return loaded;
}

/** See `LoadedNative.ourKernels`; `CONTRASEG_KERNELS=off` does without them, as on a GPU. */
export function hasOurKernels(): boolean {
  return (loaded?.ourKernels ?? false) && process.env.CONTRASEG_KERNELS !== 'off';
}

function findBuild(hideGpu: boolean): NativeBuild | undefined {
  const builds = findBuilds();
  return (hideGpu && builds.find(({ gpu }) => !gpu)) || builds[0];
}

/** What the package's own installer left behind. */
function official(tfjsNode: string): string {
  const addon = officialAddon(tfjsNode);
  if (!addon) throw new Error('the native addon is not built');
  return addon;
}

function prepareEnvironment({ hideGpu, threads }: LoadOptions): void {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
  if (threads !== undefined) process.env.TF_NUM_INTRAOP_THREADS = String(threads);
  if (hideGpu) process.env.CUDA_VISIBLE_DEVICES = '-1';
}

/**
 * What the package's own index.js does, with our addon instead of the one of its installer.
 * @param addons loaded in this order
 */
function register(tfjsNode: string, addons: string[], built: boolean): Omit<LoadedNative, 'oneDnn' | 'cluster'> {
  const binding = addons.map((file) => require(file) as NodeBinding).at(-1)!;
  const { NodeJSKernelBackend } = require(join(tfjsNode, 'dist/nodejs_kernel_backend.js')) as {
    NodeJSKernelBackend: new (binding: NodeBinding, name: string) => NodeBackend;
  };
  require(join(tfjsNode, 'dist/register_all_kernels.js'));
  tf.registerBackend(NATIVE_BACKEND, () => new NodeJSKernelBackend(binding, TFJS_NODE), 3);
  const gpu = binding.isUsingGpuDevice();
  return { tensorflow: binding.TF_Version, gpu, ourKernels: built && !gpu };
}
