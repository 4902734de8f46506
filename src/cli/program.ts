import { Command } from 'commander';
import { VERSION } from '../core/version.js';
import { browseCommand } from './commands/browse.js';
import { configCommand } from './commands/config.js';
import { dataCommand } from './commands/data.js';
import { doctorCommand } from './commands/doctor.js';
import { evalCommand } from './commands/eval.js';
import { exportCommand } from './commands/export.js';
import { initCommand } from './commands/init.js';
import { modelsCommand } from './commands/models.js';
import { nativeCommand } from './commands/native.js';
import { pluginsCommand } from './commands/plugins.js';
import { predictCommand } from './commands/predict.js';
import { reportCommand } from './commands/report.js';
import { summaryCommand } from './commands/summary.js';
import { sweepCommand } from './commands/sweep.js';
import { trainCommand } from './commands/train.js';
import { weightsCommand } from './commands/weights.js';

/** The command line: one file per command in `commands/`. */
export function createProgram(): Command {
  const program = new Command('contraseg')
    .description(
      'Train semantic-segmentation models from a plugin registry, with cross-image pixel contrast as a plugin.',
    )
    .version(VERSION)
    .showHelpAfterError('(add --help for the options)')
    .showSuggestionAfterError()
    .exitOverride();

  for (const command of [
    trainCommand(),
    evalCommand(),
    reportCommand(),
    sweepCommand(),
    predictCommand(),
    exportCommand(),
    initCommand(),
    dataCommand(),
    browseCommand(),
    configCommand(),
    pluginsCommand(),
    modelsCommand(),
    summaryCommand(),
    weightsCommand(),
    nativeCommand(),
    doctorCommand(),
  ]) {
    program.addCommand(command.exitOverride());
  }
  return program;
}
