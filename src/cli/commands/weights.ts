import { Command, InvalidArgumentError } from 'commander';

/** `contraseg weights`: what is in a file of weights, and where one is. */
export function weightsCommand(): Command {
  return new Command('weights')
    .description('look into a file of weights, or fetch one')
    .addCommand(inspect())
    .addCommand(fetchCommand());
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

function fetchCommand(): Command {
  return new Command('fetch')
    .description("fetch a published file into the user's cache, check it, and say where it is")
    .argument('<url>', 'of a safetensors file')
    .requiredOption('--sha256 <digits>', "the file's checksum, from its publisher", checksum)
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  $ contraseg weights fetch https://…/model.safetensors --sha256 9f86d0…')
    .action(async (url: string, options: { sha256: string }) =>
      (await import('../actions/fetch-weights.js')).fetchWeights(url, options),
    );
}

function checksum(text: string): string {
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new InvalidArgumentError('expected 64 hexadecimal digits.');
  return text.toLowerCase();
}
