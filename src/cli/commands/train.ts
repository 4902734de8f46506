import { Command } from 'commander';
import { type ConfigOptions, configArgument, configOptions, jsonOption, quietOption } from '../options.js';

export interface TrainCommandOptions extends ConfigOptions {
  readonly out?: string;
  /** The folder, or true where `--out` or the configuration names it. */
  readonly resume?: string | true;
  readonly allowChange?: boolean;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly findLearningRate?: boolean;
}

/** `contraseg train`: trains a segmenter from a configuration file. */
export function trainCommand(): Command {
  const command = new Command('train').description('train a segmenter from a configuration file');
  return quietOption(jsonOption(configOptions(command)))
    .addArgument(configArgument())
    .option('-o, --out <folder>', 'folder of the run (default: runs/<name of the config>)')
    .option('--resume [run]', 'go on with the run in that folder, by its own configuration unless one is given')
    .option('--allow-change', 'with --resume: go on although model, losses or data are not as before; recorded')
    .option('--force', 'replace the run that the folder holds, once the new one has its first checkpoint')
    .option('--dry-run', 'check everything, run a few steps and estimate the time of the run, without training')
    .option('--find-learning-rate', 'let the learning rate grow over 100 steps and plot the loss (--out names the SVG)')
    .addHelpText(
      'after',
      `
Examples:
  $ contraseg train my.yaml --set trainer.iterations=2000 --out runs/first
  $ contraseg train --resume runs/first
  $ contraseg train my.yaml --find-learning-rate --out rates.svg`,
    )
    .action(async (config: string | undefined, options: TrainCommandOptions, command: Command) => {
      if (options.resume && options.force) command.error('error: --resume goes on with a run, --force replaces it');
      await (await import('../actions/train.js')).runTrain(config, options);
    });
}
