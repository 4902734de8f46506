import { Command } from 'commander';
import { VERSION } from '../core/version.js';
import { browseCommand } from './commands/browse.js';
import { completionCommand } from './commands/completion.js';
import { configCommand } from './commands/config.js';
import { createCommand } from './commands/create.js';
import { dataCommand } from './commands/data.js';
import { doctorCommand } from './commands/doctor.js';
import { evalCommand } from './commands/eval.js';
import { exportCommand } from './commands/export.js';
import { helpCommand } from './commands/help.js';
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
import { setOutput } from './output.js';

/**
 * The command line. What a command looks like is in `commands/`, what it does in `actions/`, which is loaded when the
 * command is run, so that help and errors in arguments come at once.
 */
export function createProgram(): Command {
  const program = new Command('contraseg')
    .description(
      'Train semantic-segmentation models from a plugin registry, with cross-image pixel contrast as a plugin.',
    )
    .version(VERSION)
    .helpCommand(false)
    .showHelpAfterError('(add --help for the options)')
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText(
      'after',
      '\nExamples:\n  $ contraseg init photos            look into a folder and write a configuration\n  $ contraseg train --dry-run        check it, and how long a run takes\n  $ contraseg train\n  $ contraseg predict runs/contraseg photo.jpg',
    )
    .hook('preAction', (_, action) => {
      const { json, quiet } = action.opts<{ json?: boolean; quiet?: boolean }>();
      setOutput(json ? 'json' : quiet ? 'quiet' : 'text');
    });

  for (const command of [
    initCommand(),
    dataCommand(),
    browseCommand(),
    trainCommand(),
    evalCommand(),
    reportCommand(),
    sweepCommand(),
    predictCommand(),
    exportCommand(),
    configCommand(),
    pluginsCommand(),
    createCommand(),
    modelsCommand(),
    summaryCommand(),
    weightsCommand(),
    nativeCommand(),
    doctorCommand(),
    completionCommand(),
    helpCommand(),
  ]) {
    program.addCommand(inherit(command));
  }
  return program;
}

/** Errors of arguments are thrown, in commands of commands too. */
function inherit(command: Command): Command {
  for (const child of command.commands) inherit(child);
  return command.exitOverride();
}
