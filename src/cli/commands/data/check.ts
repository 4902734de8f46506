import { Command } from 'commander';
import { scanData } from '../../../api/scan-data.js';
import { USER_ERROR } from '../../exit-codes.js';
import { configArgument, setOption } from '../../options.js';
import { printProblems } from '../../print-problems.js';
import { showSplitProgress } from '../../split-progress.js';
import { formatScan } from '../../tables/scan-report.js';

interface Options {
  readonly all?: boolean;
  readonly json?: boolean;
  readonly set: readonly string[];
}

/** `contraseg data check`: reads every file and says what is wrong. */
export function checkDataCommand(): Command {
  return setOption(new Command('check').description('read every file: counts, sizes, class frequencies, damage'))
    .addArgument(configArgument())
    .option('--all', 'list every file that has a problem, not three of each kind')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  $ contraseg data check my.yaml --set data.root=../photos')
    .action(async (config: string | undefined, options: Options) => {
      const { classes, ...scan } = await scanData({ config, set: options.set }, showSplitProgress);
      console.log(options.json ? JSON.stringify(scan, null, 2) : formatScan(scan, classes));
      if (scan.problems.length > 0) {
        printProblems(scan.problems, options.all);
        process.exitCode = USER_ERROR;
      } else if (!options.json) console.log('\nno problem found');
    });
}
