import { Command } from 'commander';
import type { ModelsOptions } from '../actions/models.js';
import { configArgument, imageSize } from '../options.js';

/** `contraseg models`: every network that there is, and what it takes. */
export function modelsCommand(): Command {
  return new Command('models')
    .description('list every backbone and head with parameters, multiply-adds, strides and the weights that fit')
    .addArgument(configArgument().default({}, 'the builtin plugins alone'))
    .option('--size <height>x<width>', 'size of the image', imageSize, { height: 512, width: 1024 })
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  $ contraseg models --size 512x1024')
    .action(async (config: string | object, options: ModelsOptions) =>
      (await import('../actions/models.js')).printModels(config, options),
    );
}
