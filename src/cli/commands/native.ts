import { Command } from 'commander';
import { buildNative } from '../../core/engine/native/build.js';

/** `contraseg native`: puts the native engine together on this machine. */
export function nativeCommand(): Command {
  return new Command('native')
    .description('install the native TensorFlow engine for this machine')
    .option('--gpu', 'with CUDA kernels')
    .action(async ({ gpu }: { gpu?: boolean }) => {
      const build = await buildNative({ gpu, report: (line) => console.log(line) });
      console.log(`native engine: TensorFlow ${build.tensorflow} in ${build.directory}`);
    });
}
