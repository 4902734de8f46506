#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import pc from 'picocolors';
import { ContrasegError, formatProblem } from '../core/errors/index.js';
import { VERSION } from '../core/version.js';
import { browseCommand } from './commands/browse.js';
import { configCommand } from './commands/config.js';
import { dataCommand } from './commands/data.js';
import { doctorCommand } from './commands/doctor.js';
import { evalCommand } from './commands/eval.js';
import { exportCommand } from './commands/export.js';
import { initCommand } from './commands/init.js';
import { nativeCommand } from './commands/native.js';
import { pluginsCommand } from './commands/plugins.js';
import { predictCommand } from './commands/predict.js';
import { sweepCommand } from './commands/sweep.js';
import { trainCommand } from './commands/train.js';
import { FAILURE, USER_ERROR } from './exit-codes.js';

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
  sweepCommand(),
  predictCommand(),
  exportCommand(),
  initCommand(),
  dataCommand(),
  browseCommand(),
  configCommand(),
  pluginsCommand(),
  nativeCommand(),
  doctorCommand(),
]) {
  program.addCommand(command.exitOverride());
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** Prints an error the way its reader needs it, and says which exit code it deserves. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USER_ERROR;
  if (!(error instanceof ContrasegError)) {
    console.error(error);
    return FAILURE;
  }
  const colors = pc.createColors(process.stderr.isTTY && pc.isColorSupported);
  for (const problem of error.problems) console.error(formatProblem(problem, colors));
  const pluginThrew = error.problems.some(({ code }) => code === 'CONTRASEG_PLUGIN_FAILED');
  if (pluginThrew && error.cause instanceof Error) console.error(error.cause.stack);
  return USER_ERROR;
}
