import { Command, Option } from 'commander';
import type { ExportFormat } from '../../api/export.js';
import type { Contract } from '../../core/exported/contract.js';
import type { Precision } from '../../core/quantization/manifest.js';
import { jsonOption, lastOption, positiveInteger, quietOption, setOption } from '../options.js';

export interface ExportCommandOptions {
  readonly out?: string;
  readonly last?: boolean;
  readonly format: ExportFormat;
  readonly graph: Contract['graph'];
  readonly quantize?: Precision;
  readonly limit?: number;
  readonly set: readonly string[];
}

/** `contraseg export`: writes the inference model for those who deploy it. */
export function exportCommand(): Command {
  const command = new Command('export').description(
    'write the inference model for Node and browsers, with a page that shows it, or as ONNX',
  );
  return quietOption(jsonOption(lastOption(setOption(command))))
    .argument('<run>', 'folder of the run')
    .addOption(
      new Option(
        '--format <format>',
        'tfjs: the model and its contract; web: a page for any static server, too; onnx: one file',
      )
        .choices(['tfjs', 'web', 'onnx'])
        .default('tfjs'),
    )
    .addOption(
      new Option(
        '--graph <graph>',
        'what the model gives. logits: of a normalised image; mask: the class of each pixel, with normalisation, padding, resize and argmax inside',
      )
        .choices(['logits', 'mask'])
        .default('logits'),
    )
    .addOption(
      new Option('--quantize <precision>', 'keep kernels in fewer bits, and measure what that costs').choices([
        'float16',
        'int8',
      ]),
    )
    .option('--limit <images>', 'measure on the first images only', positiveInteger)
    .option('-o, --out <folder>', 'folder of the model (default: model, or web, in the folder of the run)')
    .addHelpText(
      'after',
      '\nExamples:\n  $ contraseg export runs/first --out model/\n  $ contraseg export runs/first --format web --out page/ && npx serve page/\n  $ contraseg export runs/first --format onnx --graph mask\n  $ contraseg export runs/first --quantize int8',
    )
    .action(async (run: string, options: ExportCommandOptions) =>
      (await import('../actions/export.js')).runExport(run, options),
    );
}
