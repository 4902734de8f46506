import { Command } from 'commander';
import { jsonOption, lastOption, quietOption } from '../options.js';

export interface ExportCommandOptions {
  readonly out?: string;
  readonly last?: boolean;
}

/** `contraseg export`: writes the inference model for tf.loadLayersModel. */
export function exportCommand(): Command {
  const command = new Command('export').description(
    'write the inference model for Node and browsers (tf.loadLayersModel)',
  );
  return quietOption(jsonOption(lastOption(command)))
    .argument('<run>', 'folder of the run')
    .option('-o, --out <folder>', 'folder of the model (default: model in the folder of the run)')
    .addHelpText('after', '\nExample:\n  $ contraseg export runs/first --out model/')
    .action(async (run: string, options: ExportCommandOptions) =>
      (await import('../actions/export.js')).runExport(run, options),
    );
}
