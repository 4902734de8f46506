import { Command } from 'commander';
import { scanData } from '../../api/scan-data.js';
import { ContrasegError } from '../../core/errors/index.js';
import { configArgument, setOption } from '../options.js';
import { showSplitProgress } from '../split-progress.js';
import { formatScan } from '../tables/scan-report.js';

/** `contraseg data`: questions about a data set. */
export function dataCommand(): Command {
  return new Command('data').description('look into a data set').addCommand(check());
}

function check(): Command {
  return setOption(new Command('check').description('read every file: counts, sizes, class frequencies, damage'))
    .addArgument(configArgument())
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  $ contraseg data check my.yaml --set data.root=../photos')
    .action(async (config: string | undefined, options: { json?: boolean; set: readonly string[] }) => {
      const scan = await scanData({ config, set: options.set }, showSplitProgress);
      const { classes, ...figures } = scan;
      console.log(options.json ? JSON.stringify(figures, null, 2) : formatScan(scan));
      if (scan.problems.length > 0) throw new ContrasegError(scan.problems);
      if (!options.json) console.log('\nno problem found');
    });
}
