import { Command } from 'commander';
import { configArgument, setOption } from '../../options.js';

export interface CheckDataOptions {
  readonly all?: boolean;
  readonly json?: boolean;
  readonly set: readonly string[];
}

/** `contraseg data check`: reads every file and says what is wrong. */
export function checkDataCommand(): Command {
  return setOption(new Command('check').description('read every file: counts, sizes, class frequencies, damage'))
    .addArgument(configArgument())
    .option('--all', 'list every file that has a problem, not three of each kind')
    .option('--json', 'print one JSON object, errors included')
    .addHelpText('after', '\nExample:\n  $ contraseg data check my.yaml --set data.root=../photos')
    .action(async (config: string | undefined, options: CheckDataOptions) =>
      (await import('../../actions/check-data.js')).runCheckData(config, options),
    );
}
