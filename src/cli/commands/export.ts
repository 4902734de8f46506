import { Command, Option } from 'commander';
import type { ExportFormat } from '../../api/export.js';
import { jsonOption, lastOption, quietOption } from '../options.js';

export interface ExportCommandOptions {
  readonly out?: string;
  readonly last?: boolean;
  readonly format: ExportFormat;
}

/** `contraseg export`: writes the inference model for those who deploy it. */
export function exportCommand(): Command {
  const command = new Command('export').description(
    'write the inference model for Node and browsers, with a page that shows it, or as ONNX',
  );
  return quietOption(jsonOption(lastOption(command)))
    .argument('<run>', 'folder of the run')
    .addOption(
      new Option(
        '--format <format>',
        'tfjs: the model and its contract; web: a page for any static server, too; onnx: one file',
      )
        .choices(['tfjs', 'web', 'onnx'])
        .default('tfjs'),
    )
    .option('-o, --out <folder>', 'folder of the model (default: model, or web, in the folder of the run)')
    .addHelpText(
      'after',
      '\nExamples:\n  $ contraseg export runs/first --out model/\n  $ contraseg export runs/first --format web --out page/ && npx serve page/\n  $ contraseg export runs/first --format onnx',
    )
    .action(async (run: string, options: ExportCommandOptions) =>
      (await import('../actions/export.js')).runExport(run, options),
    );
}
