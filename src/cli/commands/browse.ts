import { Command } from 'commander';
import { configArgument, positiveInteger, quietOption, setOption } from '../options.js';

export interface BrowseCommandOptions {
  readonly out: string;
  readonly split?: string;
  readonly count: number;
  readonly set: readonly string[];
}

/** `contraseg browse`: what the augmentation makes of the images. */
export function browseCommand(): Command {
  return quietOption(
    setOption(new Command('browse').description('write a contact sheet of augmented images with their masks')),
  )
    .addArgument(configArgument())
    .option('-o, --out <file>', 'PNG to write', 'contact-sheet.png')
    .option('--split <name>', "split to show (default: the configuration's training split)")
    .option('-n, --count <images>', 'images on the sheet', positiveInteger, 12)
    .addHelpText('after', '\nExample:\n  $ contraseg browse my.yaml --count 24 --out sheet.png')
    .action(async (config: string | undefined, options: BrowseCommandOptions) =>
      (await import('../actions/browse.js')).runBrowse(config, options),
    );
}
