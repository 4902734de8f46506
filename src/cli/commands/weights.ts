import { Command } from 'commander';

/** `contraseg weights`: what is in a file of weights. */
export function weightsCommand(): Command {
  return new Command('weights').description('look into a file of weights').addCommand(inspect());
}

function inspect(): Command {
  return new Command('inspect')
    .description('say which networks a safetensors file fits, and in whose names')
    .argument('<file>', 'safetensors file')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  $ contraseg weights inspect resnet50.safetensors')
    .action(async (file: string, options: { json?: boolean }) =>
      (await import('../actions/inspect-weights.js')).printInspection(file, options),
    );
}
