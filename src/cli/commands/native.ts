import { Command } from 'commander';

/** `contraseg native`: puts the native engine together on this machine. */
export function nativeCommand(): Command {
  return new Command('native')
    .description('install the native TensorFlow engine for this machine')
    .option('--gpu', 'with CUDA kernels, and the CUDA libraries that they need')
    .addHelpText('after', '\nExample:\n  $ contraseg native && contraseg doctor')
    .action(async ({ gpu }: { gpu?: boolean }) => {
      const { installNative } = await import('../../api/native.js');
      const { tensorflow, place } = await installNative({ gpu, report: (line) => console.log(line) });
      console.log(`native engine: TensorFlow ${tensorflow ?? "of tfjs's own installer"} in ${place}`);
    });
}
