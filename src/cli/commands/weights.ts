import { Command, InvalidArgumentError } from 'commander';

/** `contraseg weights`: what is in a file of weights, and where one is. */
export function weightsCommand(): Command {
  return new Command('weights')
    .description('list published files of weights, fetch one, or look into one')
    .addCommand(list())
    .addCommand(inspect())
    .addCommand(fetchCommand());
}

function list(): Command {
  return new Command('list')
    .description('the files that `weights: imagenet` stands for, and which of them are there')
    .option('--json', 'print one JSON object')
    .action(async () => (await import('../actions/list-weights.js')).printPublishedWeights());
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
    .argument('<name or URL>', 'as `weights list` has it, or where a safetensors file is')
    .option('--sha256 <digits>', 'the checksum of the file behind a URL, from its publisher', checksum)
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  $ contraseg weights fetch resnet50.a1_in1k\n  $ contraseg weights fetch https://…/model.safetensors --sha256 9f86d0…',
    )
    .action(async (nameOrUrl: string, options: { sha256?: string }) =>
      (await import('../actions/fetch-weights.js')).fetchWeights(nameOrUrl, options),
    );
}

function checksum(text: string): string {
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new InvalidArgumentError('expected 64 hexadecimal digits.');
  return text.toLowerCase();
}
