import { Command } from 'commander';
import { jsonOption, lastOption, positiveInteger, quietOption, setOption } from '../options.js';

export interface ReportCommandOptions {
  readonly out?: string;
  readonly split?: string;
  readonly limit?: number;
  readonly last?: boolean;
  readonly watch?: boolean;
  readonly port: number;
  readonly set: readonly string[];
}

/** `contraseg report`: a page to look at one run, or at two side by side. */
export function reportCommand(): Command {
  const command = new Command('report').description('write a self-contained HTML page about a run, or about two');
  return quietOption(jsonOption(lastOption(setOption(command))))
    .argument('<run>', 'folder of the run')
    .argument('[other]', 'folder of a second run on the same data')
    .option('-o, --out <file>', 'file to write (default: report.html in the folder of the last run)')
    .option('--split <name>', 'split to evaluate on (default: the validation split)')
    .option('--limit <images>', 'only the first images', positiveInteger)
    .option('--watch', 'serve a page of the curves that follows the training; write nothing')
    .option('--port <number>', 'port of --watch on this machine', positiveInteger, 8008)
    .addHelpText(
      'after',
      `
Examples:
  $ contraseg report runs/baseline runs/contrast --out report.html
  $ contraseg report --watch runs/first`,
    )
    .action(async (run: string, other: string | undefined, options: ReportCommandOptions) =>
      (await import('../actions/report.js')).runReport(run, other, options),
    );
}
