import { Command, Option } from 'commander';
import type { ExportFormat } from '../../api/export.js';
import { jsonOption, lastOption, quietOption } from '../options.js';

export interface ExportCommandOptions {
  readonly format: ExportFormat;
  readonly out?: string;
  readonly last?: boolean;
}

/** `contraseg export`: writes the inference model for tf.loadLayersModel or as ONNX. */
export function exportCommand(): Command {
  const command = new Command('export').description(
    'write the inference model for Node and browsers (tf.loadLayersModel), or as ONNX',
  );
  return quietOption(jsonOption(lastOption(command)))
    .argument('<run>', 'folder of the run')
    .addOption(new Option('--format <format>', 'what to write').choices(['tfjs', 'onnx']).default('tfjs'))
    .option('-o, --out <folder>', 'folder of the model (default: model in the folder of the run)')
    .addHelpText(
      'after',
      '\nExamples:\n  $ contraseg export runs/first --out model/\n  $ contraseg export runs/first --format onnx',
    )
    .action(async (run: string, options: ExportCommandOptions) =>
      (await import('../actions/export.js')).runExport(run, options),
    );
}
