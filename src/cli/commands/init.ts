import { Command } from 'commander';
import { DEFAULT_CONFIG, jsonOption, positiveInteger, quietOption, share } from '../options.js';

export interface InitCommandOptions {
  readonly out: string;
  readonly contrast: boolean;
  readonly classes?: string;
  readonly valShare: number;
  readonly seed: number;
  readonly force?: boolean;
  readonly yes?: boolean;
}

/** `contraseg init`: looks into a folder of images and masks and writes a configuration for it. */
export function initCommand(): Command {
  const command = new Command('init').description(
    'look into a folder of images and masks and write a configuration that trains on it',
  );
  return quietOption(jsonOption(command))
    .argument('<folder>', 'folder with images and masks, however they are laid out')
    .option('-o, --out <file>', 'file to write', DEFAULT_CONFIG)
    .option('--classes <names>', 'names of the classes with commas between, in the order in which they are found')
    .option('--val-share <share>', 'share of the images to validate on, where the folder has no such split', share, 0.2)
    .option('--seed <number>', 'another seed draws other images to validate on', positiveInteger, 1)
    .option('--no-contrast', 'without the pixel-contrast loss')
    .option('--force', 'replace configuration and lists')
    .option('-y, --yes', 'ask nothing')
    .addHelpText(
      'after',
      '\nExamples:\n  $ contraseg init photos && contraseg train --dry-run\n  $ contraseg init photos --classes background,road,car --val-share 0.1',
    )
    .action(async (folder: string, options: InitCommandOptions) =>
      (await import('../actions/init.js')).runInit(folder, options),
    );
}
