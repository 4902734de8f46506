import { Command } from 'commander';
import type { SummaryCommandOptions } from '../actions/summary.js';
import { configArgument, configOptions, imageSize } from '../options.js';

/** `contraseg summary`: the layers of a configuration's model, and what a step takes. */
export function summaryCommand(): Command {
  const command = new Command('summary').description("list a model's layers, and what it and a step of training take");
  return configOptions(command)
    .addArgument(configArgument())
    .option('--size <height>x<width>', 'size of the image; that of the first training batch when absent', imageSize)
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  $ contraseg summary my.yaml --size 512x1024')
    .action(async (config: string | undefined, options: SummaryCommandOptions) =>
      (await import('../actions/summary.js')).printSummary(config, options),
    );
}
