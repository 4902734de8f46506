import { readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { command } from './command.js';
import { ADDON, PRELOAD } from './native-build.js';
import { LOG_LEVEL_SOURCE, PRELOAD_SOURCE } from './sources.js';

const require = createRequire(import.meta.url);

/**
 * Compiles tfjs's addon against the TensorFlow in `directory/tensorflow`. Only the stable C APIs of TensorFlow and
 * Node are used, so one build serves every Node release.
 * @param tfjsNode folder of the package with the addon's sources
 */
export async function compileAddon(directory: string, tfjsNode: string): Promise<void> {
  const headers = dirname(require.resolve('node-api-headers/include/node_api.h'));
  const binding = join(tfjsNode, 'binding');
  const sources = (await readdir(binding)).filter((name) => name.endsWith('.cc')).map((name) => join(binding, name));
  const preload = join(directory, 'preload.cc');
  const logLevel = join(directory, 'log-level.cc');
  await writeFile(preload, PRELOAD_SOURCE);
  await writeFile(logLevel, LOG_LEVEL_SOURCE);

  const compiler = process.env.CXX || 'g++';
  const common = ['-O2', '-std=c++17', '-fPIC', '-shared', '-DNAPI_VERSION=8', '-Wl,-rpath,$ORIGIN/tensorflow'];
  const includes = [`-I${headers}`, `-I${join(directory, 'tensorflow/include')}`];
  const libraries = [
    `-L${join(directory, 'tensorflow')}`,
    '-l:libtensorflow_cc.so.2',
    '-l:libtensorflow_framework.so.2',
  ];
  await command(compiler, [...common, ...includes, preload, '-o', join(directory, PRELOAD), '-ldl']);
  await command(compiler, [...common, ...includes, logLevel, ...sources, '-o', join(directory, ADDON), ...libraries]);
}
