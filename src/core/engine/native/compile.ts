import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { command } from './command.js';
import { ADDON, PRELOAD } from './native-build.js';

const require = createRequire(import.meta.url);

/** What loops with conditions need to become vector instructions. */
const VECTORIZE = ['-fopenmp-simd', '-fno-trapping-math', '-fno-math-errno'];

/** Our own C++, which is not compiled into `dist`. */
const SOURCES = fileURLToPath(new URL('../../../../../src/core/engine/native/cpp', import.meta.url));

/**
 * Compiles tfjs's addon against the TensorFlow in `directory/tensorflow`. Only the C APIs of TensorFlow and Node are
 * used, so one build serves every Node release.
 * @param tfjsNode folder of the package with the addon's sources
 */
export async function compileAddon(directory: string, tfjsNode: string): Promise<void> {
  const headers = dirname(require.resolve('node-api-headers/include/node_api.h'));
  const binding = join(tfjsNode, 'binding');
  const preload = join(SOURCES, 'preload.cc');
  const addon = [...(await sources(binding)), ...(await sources(SOURCES))].filter((file) => file !== preload);

  const compiler = process.env.CXX || 'g++';
  const common = [
    '-O3',
    ...VECTORIZE,
    '-std=c++17',
    '-fPIC',
    '-shared',
    '-pthread',
    '-DNAPI_VERSION=8',
    '-Wl,-rpath,$ORIGIN/tensorflow',
    '-Wl,-z,nodelete', // our threads run in it until the process ends
  ];
  const wrapped = ['TFE_NewContext', 'TF_DeviceListCount'].map((name) => `-Wl,--wrap=${name}`); // see cluster.cc
  const includes = [`-I${headers}`, `-I${join(directory, 'tensorflow/include')}`];
  const libraries = [
    `-L${join(directory, 'tensorflow')}`,
    '-l:libtensorflow_cc.so.2',
    '-l:libtensorflow_framework.so.2',
  ];
  await command(compiler, [...common, ...includes, preload, '-o', join(directory, PRELOAD), '-ldl']);
  await command(compiler, [...common, ...wrapped, ...includes, ...addon, '-o', join(directory, ADDON), ...libraries]);
}

async function sources(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.cc')).map((name) => join(folder, name));
}
