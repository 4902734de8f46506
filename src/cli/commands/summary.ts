import { Command } from 'commander';
import { summarize } from '../../api/summarize.js';
import { type ConfigOptions, configArgument, configOptions, imageSize, overrides } from '../options.js';
import { formatSummary } from '../tables/model-table.js';

interface SummaryCommandOptions extends ConfigOptions {
  readonly size?: { readonly height: number; readonly width: number };
  readonly json?: boolean;
}

/** `contraseg summary`: the layers of a configuration's model, and what a step takes. */
export function summaryCommand(): Command {
  const command = new Command('summary').description("list a model's layers, and what it and a step of training take");
  return configOptions(command)
    .addArgument(configArgument())
    .option('--size <height>x<width>', 'size of the image; that of the first training batch when absent', imageSize)
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  $ contraseg summary my.yaml --size 512x1024')
    .action(async (config: string | undefined, { size, json, ...options }: SummaryCommandOptions) => {
      const summary = await summarize({ config, set: overrides(options), size });
      console.log(json ? JSON.stringify(summary, null, 2) : formatSummary(summary));
    });
}
