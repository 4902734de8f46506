import { Command } from 'commander';
import { listModels } from '../../api/list-models.js';
import { selectEngine } from '../../core/engine/index.js';
import { configArgument, imageSize } from '../options.js';
import { formatModels } from '../tables/model-table.js';

interface ModelsOptions {
  readonly size: { readonly height: number; readonly width: number };
  readonly json?: boolean;
}

/** `contraseg models`: every network that there is, and what it takes. */
export function modelsCommand(): Command {
  return new Command('models')
    .description('list every backbone and head with parameters, multiply-adds, strides and the weights that fit')
    .addArgument(configArgument().default({}, 'the builtin plugins alone'))
    .option('--size <height>x<width>', 'size of the image', imageSize, { height: 512, width: 1024 })
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  $ contraseg models --size 512x1024')
    .action(async (config: string | object, { size, json }: ModelsOptions) => {
      await selectEngine('cpu');
      const models = await listModels(size, config);
      console.log(json ? JSON.stringify(models, null, 2) : formatModels(models));
    });
}
