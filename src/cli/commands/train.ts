import { Command } from 'commander';
import {
  type ConfigOptions,
  configArgument,
  configOptions,
  jsonOption,
  positiveInteger,
  quietOption,
} from '../options.js';

export interface TrainCommandOptions extends ConfigOptions {
  readonly out?: string;
  /** The folder, or true where `--out` or the configuration names it. */
  readonly resume?: string | true;
  readonly allowChange?: boolean;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly findLearningRate?: boolean;
  readonly processes?: number;
  readonly maxRestarts?: number;
  readonly hosts?: string;
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
    .option('--processes <n>', 'train as so many processes on this machine, which share the batch', positiveInteger)
    .option('--max-restarts <n>', 'with --processes: where one is lost, start all again so often', positiveInteger)
    .option('--hosts <list>', 'under mpirun or torchrun on several hosts: node1:4,node2:4 in the order of the ranks')
    .addHelpText(
      'after',
      `
Under srun, mpirun, torchrun or a TFJob the processes that these start train together: docs/scale.md.

Examples:
  $ contraseg train my.yaml --set trainer.iterations=2000 --out runs/first
  $ contraseg train --resume runs/first
  $ contraseg train my.yaml --processes 4 --max-restarts 3
  $ contraseg train my.yaml --find-learning-rate --out rates.svg`,
    )
    .action(async (config: string | undefined, options: TrainCommandOptions, command: Command) => {
      if (options.resume && options.force) command.error('error: --resume goes on with a run, --force replaces it');
      if (options.maxRestarts && !options.processes) command.error('error: --max-restarts goes with --processes');
      if (options.processes && options.findLearningRate) {
        command.error('error: --find-learning-rate is the work of a single process');
      }
      await (await import('../actions/train.js')).runTrain(config, options);
    });
}
